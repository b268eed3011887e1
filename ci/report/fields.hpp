// Fields of a JSON object that came from outside, each asked for by type.
//
//     const Fields results(file, "results.json");
//     for (const auto &row : results.objects("results"))
//         row.text("id")             // throws Unreadable("results.json.results[3] has no text 'id'")
#pragma once

#include "report/json.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace report {

/// As much of a wrong word as a complaint repeats.
std::string beginning(const std::string &word);

class Fields {
  public:
    /// `where` names it in complaints. Throws Unreadable when it is no object. The file must outlive this.
    Fields(const Json &file, std::string where);

    /// Throws Unreadable where `what` is of another schema.
    void check_schema(int schema, const std::string &what) const;

    [[nodiscard]] bool has(const char *name) const;
    [[nodiscard]] std::string text(const char *name) const;
    /// The same where it lies, in the file.
    [[nodiscard]] std::string_view text_in_place(const char *name) const;
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
    [[nodiscard]] std::vector<std::string_view> texts_in_place(const char *name) const;
    /// Every field of it, each of which must be text, with its name.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> all_texts() const;
    /// This must outlive it, as it must the objects of a list.
    [[nodiscard]] Fields object(const char *name) const;
    [[nodiscard]] std::vector<Fields> objects(const char *name) const;
    /// "results.json.results[3]"
    [[nodiscard]] std::string where() const;

  private:
    Fields(const rapidjson::Value &object, const Fields &whole, const char *name, std::size_t place);

    [[nodiscard]] const rapidjson::Value *find(const char *name) const;
    [[nodiscard]] const rapidjson::Value &list(const char *name) const;
    [[noreturn]] void complain(const char *name, const char *kind) const;

    const rapidjson::Value *object_;
    std::string file_; ///< where the whole file was found; a part of it asks the whole, as only a complaint has to know
    const Fields *whole_ = nullptr;
    const char *name_ = nullptr;
    std::size_t place_ = 0; ///< in a list
};

} // namespace report
