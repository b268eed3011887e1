// Text that may stand in HTML and XML as it is, because it was written here or has been escaped.
//
//     page += markup("<td class=\"{}\">{}</td>", "f", outside);      // every argument is escaped, unless it is Markup
//
// A form is a literal, so nothing that came from outside can become markup: there is no other way to make one.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <type_traits>

namespace report {

class Markup {
  public:
    Markup() = default;

    /// Escapes it for element content and for attributes in double quotes. What no document may hold (control
    /// characters, and those that change the direction of what follows) becomes U+FFFD; a text without end is cut off.
    static Markup text(std::string_view outside);
    /// A file of this program's own, or what it has encoded: nothing from outside.
    static Markup own(std::string written);

    Markup &operator+=(const Markup &more)
    {
        written_ += more.written_;
        return *this;
    }
    [[nodiscard]] const std::string &written() const & { return written_; }
    [[nodiscard]] std::string written() && { return std::move(written_); }
    [[nodiscard]] bool empty() const { return written_.empty(); }

  private:
    std::string written_;
};

namespace detail {

template <typename Argument> auto shown(const Argument &argument)
{
    if constexpr (std::is_same_v<Argument, Markup>)
        return std::string_view(argument.written());
    else if constexpr (std::is_arithmetic_v<Argument>)
        return argument;
    else
        return Markup::text(argument).written();
}
template <typename Argument> using Shown = std::decay_t<decltype(shown(std::declval<const Argument &>()))>;

} // namespace detail

template <typename... Arguments>
Markup markup(fmt::format_string<detail::Shown<Arguments>...> form, const Arguments &...arguments)
{
    return Markup::own(fmt::format(form, detail::Shown<Arguments>(detail::shown(arguments))...));
}

} // namespace report
