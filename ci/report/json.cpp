#include "report/json.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <fstream>

namespace report {

namespace fs = std::filesystem;

Json::Json(std::string_view text, const std::string &where)
    : text_(std::make_unique_for_overwrite<char[]>(text.size() + 1)), document_(std::make_unique<rapidjson::Document>())
{
    using namespace rapidjson;
    // What is nested without end must not be read by recursion.
    constexpr unsigned how =
        kParseInsituFlag | kParseIterativeFlag | kParseValidateEncodingFlag | kParseFullPrecisionFlag;
    text_[text.copy(text_.get(), text.size())] = '\0';
    const auto length = std::min(text.find('\0'), text.size()); // the reader takes it for the end
    document_->ParseInsitu<how>(text_.get());
    const auto error = document_->GetParseError();
    if (error == kParseErrorNumberTooBig) throw Unreadable(where + ": no JSON: a number is out of range");
    if (error == kParseErrorNone && length == text.size()) return;
    const auto at = error == kParseErrorNone ? length : document_->GetErrorOffset();
    throw Unreadable(where + ": no JSON, at byte " + std::to_string(at + 1) +
                     (at >= text.size() ? " (its end: it is cut off)" : ""));
}

Json::Json(Json &&) noexcept = default;
Json &Json::operator=(Json &&) noexcept = default;
Json::~Json() = default;

const rapidjson::Value &Json::value() const { return *document_; }

std::string read_text(const fs::path &path)
{
    constexpr std::uintmax_t most = 512U << 20U;
    std::error_code no;
    const auto status = fs::status(path, no);
    if (!fs::exists(status)) throw Unreadable(path.string() + ": no such file");
    // A pipe or a device would be waited for without end.
    if (!fs::is_regular_file(status)) throw Unreadable(path.string() + ": no regular file");
    const auto size = fs::file_size(path, no);
    if (no) throw Unreadable(path.string() + ": " + no.message());
    if (size == 0) throw Unreadable(path.string() + ": empty");
    if (size > most) throw Unreadable(path.string() + ": larger than any run leaves");
    std::string text(size, '\0');
    std::ifstream file(path, std::ios::binary);
    if (!file.read(text.data(), static_cast<std::streamsize>(size)))
        throw Unreadable(path.string() + ": cannot be read");
    return text;
}

Json read_json(const fs::path &path) { return {read_text(path), path.string()}; }

} // namespace report
