#include "report/fields.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <string_view>

namespace report {

using rapidjson::Value;

namespace {

bool lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool letter_or_digit(char c) { return lower_or_digit(c) || (c >= 'A' && c <= 'Z'); }

constexpr std::size_t longest_name = 200;
constexpr std::size_t in_no_list = SIZE_MAX;

std::string_view text_of(const Value &value) { return {value.GetString(), value.GetStringLength()}; }

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

Fields::Fields(const Json &file, std::string where) : object_(&file.value()), file_(std::move(where))
{
    if (!object_->IsObject()) throw Unreadable(file_ + " is no object");
}

Fields::Fields(const Value &object, const Fields &whole, const char *name, std::size_t place)
    : object_(&object), whole_(&whole), name_(name), place_(place)
{
    if (!object_->IsObject()) throw Unreadable(where() + " is no object");
}

std::string Fields::where() const
{
    if (whole_ == nullptr) return file_;
    auto text = whole_->where() + "." + name_;
    return place_ == in_no_list ? text : text + "[" + std::to_string(place_) + "]";
}

void Fields::check_schema(int schema, const std::string &what) const
{
    const auto found = count("schema");
    if (found == static_cast<std::uint64_t>(schema)) return;
    throw Unreadable(where() + ": " + what + " of schema " + std::to_string(found) +
                     ", and this program reads schema " + std::to_string(schema) + ": run the claims again");
}

const Value *Fields::find(const char *name) const
{
    const auto found = object_->FindMember(name);
    return found == object_->MemberEnd() ? nullptr : &found->value;
}

void Fields::complain(const char *name, const char *kind) const
{
    throw Unreadable(where() + " has no " + kind + " '" + name + "'");
}

bool Fields::has(const char *name) const { return find(name) != nullptr; }

std::string Fields::text(const char *name) const { return std::string(text_in_place(name)); }

std::string_view Fields::text_in_place(const char *name) const
{
    const auto *found = find(name);
    if (found == nullptr || !found->IsString()) complain(name, "text");
    return text_of(*found);
}

std::string Fields::id(const char *name) const
{
    auto found = text(name);
    if (!is_id(found)) throw Unreadable(where() + ": '" + beginning(found) + "' is no id");
    return found;
}

std::vector<std::string> Fields::ids(const char *name) const
{
    auto all = texts(name);
    for (const auto &one : all) {
        if (!is_id(one)) throw Unreadable(where() + ": '" + beginning(one) + "' is no id");
    }
    return all;
}

std::string Fields::label(const char *name) const
{
    auto found = text(name);
    if (!is_label(found)) throw Unreadable(where() + ": '" + beginning(found) + "' is no id");
    return found;
}

std::string Fields::text_or_none(const char *name) const { return has(name) ? text(name) : ""; }

bool Fields::truth(const char *name) const
{
    const auto *found = find(name);
    if (found == nullptr || !found->IsBool()) complain(name, "true or false");
    return found->GetBool();
}

double Fields::number(const char *name) const
{
    const auto *found = find(name);
    if (found == nullptr || !found->IsNumber()) complain(name, "number");
    return found->GetDouble();
}

std::uint64_t Fields::count(const char *name) const
{
    const auto *found = find(name);
    if (found == nullptr || !found->IsUint64()) complain(name, "whole number");
    return found->GetUint64();
}

const Value &Fields::list(const char *name) const
{
    const auto *found = find(name);
    if (found == nullptr || !found->IsArray()) complain(name, "list");
    return *found;
}

std::vector<std::string> Fields::texts(const char *name) const
{
    const auto all = texts_in_place(name);
    return {all.begin(), all.end()};
}

std::vector<std::string_view> Fields::texts_in_place(const char *name) const
{
    std::vector<std::string_view> all;
    for (const auto &one : list(name).GetArray()) {
        if (!one.IsString()) throw Unreadable(where() + " has something else than text in '" + name + "'");
        all.push_back(text_of(one));
    }
    return all;
}

std::vector<std::pair<std::string, std::string>> Fields::all_texts() const
{
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto &[name, value] : object_->GetObject()) {
        if (!value.IsString())
            throw Unreadable(where() + " has something else than text in '" + std::string(text_of(name)) + "'");
        all.emplace_back(text_of(name), text_of(value));
    }
    std::sort(all.begin(), all.end());
    return all;
}

Fields Fields::object(const char *name) const
{
    const auto *found = find(name);
    if (found == nullptr || !found->IsObject()) complain(name, "object");
    return {*found, *this, name, in_no_list};
}

std::vector<Fields> Fields::objects(const char *name) const
{
    std::vector<Fields> all;
    const auto &found = list(name);
    all.reserve(found.Size());
    for (const auto &one : found.GetArray())
        all.push_back({one, *this, name, all.size()});
    return all;
}

} // namespace report
