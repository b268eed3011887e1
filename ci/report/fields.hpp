// Fields of a JSON object that came from outside, each asked for by type.
//
//     const Fields row(file.at("results")[3], "results[3]");
//     row.text("id")             // throws Unreadable("results[3] has no text 'id'")
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace report {

/// It is not what this program reads; the text says where and why, on one line.
struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Throws Unreadable when it is no regular file, is larger than any run leaves, or is no JSON.
nlohmann::json read_json(const std::filesystem::path &path);

/// As much of a wrong word as a complaint repeats.
std::string beginning(const std::string &word);

class Fields {
  public:
    /// `where` names it in complaints. Throws Unreadable when it is no object. The object must outlive this.
    Fields(const nlohmann::json &object, std::string where);

    /// Throws Unreadable where `what` is of another schema.
    void check_schema(int schema, const std::string &what) const;

    [[nodiscard]] bool has(const char *name) const;
    [[nodiscard]] std::string text(const char *name) const;
    /// One that may stand in an address and name a file: "tcp.restart.reuseaddr".
    [[nodiscard]] std::string id(const char *name) const;
    [[nodiscard]] std::vector<std::string> ids(const char *name) const;
    /// A platform's: "linux-6.1.140".
    [[nodiscard]] std::string label(const char *name) const;
    /// "" where there is none.
    [[nodiscard]] std::string text_or_none(const char *name) const;
    [[nodiscard]] bool truth(const char *name) const;
    [[nodiscard]] double number(const char *name) const;
    [[nodiscard]] std::uint64_t count(const char *name) const;
    [[nodiscard]] std::vector<std::string> texts(const char *name) const;
    /// Every field of it, each of which must be text, with its name.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> all_texts() const;
    [[nodiscard]] const nlohmann::json &list(const char *name) const;
    [[nodiscard]] Fields object(const char *name) const;
    /// The objects of a list.
    [[nodiscard]] std::vector<Fields> objects(const char *name) const;
    [[nodiscard]] const std::string &where() const { return where_; }

  private:
    [[nodiscard]] const nlohmann::json &field(const char *name, bool right, const char *kind) const;
    [[nodiscard]] const nlohmann::json *find(const char *name) const;

    const nlohmann::json *object_;
    std::string where_;
};

} // namespace report
