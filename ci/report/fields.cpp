#include "report/fields.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <string_view>

namespace report {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

bool lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool letter_or_digit(char c) { return lower_or_digit(c) || (c >= 'A' && c <= 'Z'); }

constexpr std::size_t longest_name = 200;

/// Plain words with dots or hyphens between them, two at least.
bool is_id(std::string_view text)
{
    bool parted = false;
    char before = '.';
    for (const char c : text) {
        const bool parts = c == '.' || c == '-';
        if (!parts && !lower_or_digit(c)) return false;
        if (parts && !lower_or_digit(before)) return false;
        parted = parted || parts;
        before = c;
    }
    return parted && lower_or_digit(before) && text.size() <= longest_name;
}

bool is_label(std::string_view text)
{
    return !text.empty() && text.size() <= longest_name && letter_or_digit(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return letter_or_digit(c) || std::string_view(".+_-").find(c) != std::string_view::npos;
           });
}

} // namespace

std::string beginning(const std::string &word)
{
    constexpr std::size_t told = 60;
    return word.substr(0, told);
}

json read_json(const fs::path &path)
{
    constexpr std::uintmax_t most = 512U << 20U;
    std::error_code no;
    if (!fs::exists(path, no)) throw Unreadable(path.string() + ": no such file");
    // A pipe or a device would be waited for without end.
    if (!fs::is_regular_file(path, no)) throw Unreadable(path.string() + ": no regular file");
    const auto size = fs::file_size(path, no);
    if (no) throw Unreadable(path.string() + ": " + no.message());
    if (size == 0) throw Unreadable(path.string() + ": empty");
    if (size > most) throw Unreadable(path.string() + ": larger than any run leaves");
    std::string text(size, '\0');
    std::ifstream file(path, std::ios::binary);
    if (!file.read(text.data(), static_cast<std::streamsize>(size)))
        throw Unreadable(path.string() + ": cannot be read");
    try {
        return json::parse(text);
    } catch (const json::parse_error &reason) {
        throw Unreadable(path.string() + ": no JSON, at byte " + std::to_string(reason.byte) +
                         (reason.byte > size ? " (its end: it is cut off)" : ""));
    } catch (const json::exception &) {
        throw Unreadable(path.string() + ": no JSON: a number is out of range");
    }
}

Fields::Fields(const json &object, std::string where) : object_(&object), where_(std::move(where))
{
    if (!object.is_object()) throw Unreadable(where_ + " is no object");
}

void Fields::check_schema(int schema, const std::string &what) const
{
    const auto found = count("schema");
    if (found == static_cast<std::uint64_t>(schema)) return;
    throw Unreadable(where_ + ": " + what + " of schema " + std::to_string(found) + ", and this program reads schema " +
                     std::to_string(schema) + ": run the claims again");
}

const json *Fields::find(const char *name) const
{
    const auto found = object_->find(name);
    return found == object_->end() ? nullptr : &*found;
}

const json &Fields::field(const char *name, bool right, const char *kind) const
{
    if (!right) throw Unreadable(where_ + " has no " + kind + " '" + name + "'");
    return *find(name);
}

bool Fields::has(const char *name) const { return find(name) != nullptr; }

std::string Fields::text(const char *name) const
{
    const auto *found = find(name);
    return field(name, found != nullptr && found->is_string(), "text").get<std::string>();
}

std::string Fields::id(const char *name) const
{
    auto found = text(name);
    if (!is_id(found)) throw Unreadable(where_ + ": '" + beginning(found) + "' is no id");
    return found;
}

std::vector<std::string> Fields::ids(const char *name) const
{
    auto all = texts(name);
    for (const auto &one : all) {
        if (!is_id(one)) throw Unreadable(where_ + ": '" + beginning(one) + "' is no id");
    }
    return all;
}

std::string Fields::label(const char *name) const
{
    auto found = text(name);
    if (!is_label(found)) throw Unreadable(where_ + ": '" + beginning(found) + "' is no id");
    return found;
}

std::string Fields::text_or_none(const char *name) const { return has(name) ? text(name) : ""; }

bool Fields::truth(const char *name) const
{
    const auto *found = find(name);
    return field(name, found != nullptr && found->is_boolean(), "true or false").get<bool>();
}

double Fields::number(const char *name) const
{
    const auto *found = find(name);
    return field(name, found != nullptr && found->is_number(), "number").get<double>();
}

std::uint64_t Fields::count(const char *name) const
{
    const auto *found = find(name);
    return field(name, found != nullptr && found->is_number_unsigned(), "whole number").get<std::uint64_t>();
}

const json &Fields::list(const char *name) const
{
    const auto *found = find(name);
    return field(name, found != nullptr && found->is_array(), "list");
}

std::vector<std::string> Fields::texts(const char *name) const
{
    std::vector<std::string> all;
    for (const auto &one : list(name)) {
        if (!one.is_string()) throw Unreadable(where_ + " has something else than text in '" + name + "'");
        all.push_back(one.get<std::string>());
    }
    return all;
}

std::vector<std::pair<std::string, std::string>> Fields::all_texts() const
{
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto &[name, value] : object_->items()) {
        if (!value.is_string()) throw Unreadable(where_ + " has something else than text in '" + name + "'");
        all.emplace_back(name, value.get<std::string>());
    }
    return all;
}

Fields Fields::object(const char *name) const
{
    const auto *found = find(name);
    return {field(name, found != nullptr && found->is_object(), "object"), where_ + "." + name};
}

std::vector<Fields> Fields::objects(const char *name) const
{
    std::vector<Fields> all;
    for (const auto &one : list(name))
        all.emplace_back(one, where_ + "." + name + "[" + std::to_string(all.size()) + "]");
    return all;
}

} // namespace report
