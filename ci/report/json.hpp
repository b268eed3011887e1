// A file of JSON, read whole. What is in it is asked for by Fields.
//
//     const Json file = read_json("results/linux-6.1.140/results.json");
//     const Fields results(file, "results.json");
//
// A report reads thousands of these, and most of what it takes goes by here: the texts stay where they were read.
#pragma once

#include <rapidjson/fwd.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace report {

/// It is not what this program reads; the text says where and why, on one line.
struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Json {
  public:
    /// Throws Unreadable when it is no JSON; `where` names it.
    Json(std::string_view text, const std::string &where);
    Json(Json &&) noexcept;
    Json &operator=(Json &&) noexcept;
    ~Json();

    [[nodiscard]] const rapidjson::Value &value() const;
    /// Where the values' texts lie, for whoever needs those when this is gone.
    [[nodiscard]] std::unique_ptr<const char[]> texts() && { return std::move(text_); }

  private:
    std::unique_ptr<char[]> text_;
    std::unique_ptr<rapidjson::Document> document_;
};

/// Throws Unreadable when it is no regular file, or is empty or larger than any run leaves.
std::string read_text(const std::filesystem::path &path);
/// Throws Unreadable.
Json read_json(const std::filesystem::path &path);

} // namespace report
