#include "reprise/phrases.hpp"

#include <algorithm>

namespace reprise {

namespace {

/// A uid of a step, as it stands there.
std::string uid(const std::string &text)
{
    const bool whole = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    if (!whole) throw Unsayable("'" + text + "' for a user");
    return text;
}

Saying wait_in(const Asked &asked)
{
    const auto socket = asked.socket();
    const auto &where = asked.words.at(1);
    const auto *const how = where == "accept" ? "IN_ACCEPT" : where == "epoll" ? "IN_EPOLL" : "IN_EXCLUSIVE_EPOLL";
    return {.brings = Brings::text,
            .expression = {code("wait_in(" + socket + ", " + how + ")")},
            .parts = {"wait_in"},
            .sockets = {socket}};
}

Say of_waiter(std::string function)
{
    return [=](const Asked &asked) {
        const auto socket = asked.socket();
        return Saying{.brings = Brings::text,
                      .expression = {code(function + "(" + socket + ")")},
                      .parts = {function},
                      .sockets = {socket}};
    };
}

} // namespace

void add_process_phrases(Phrases &phrases)
{
    phrases["seteuid"] = [](const Asked &asked) {
        return Saying{.expression = {code("setresuid(-1, " + uid(asked.words.at(0)) + ", -1)")},
                      .includes = {"unistd.h"}};
    };
    phrases["setresuid"] = [](const Asked &asked) {
        return Saying{.expression = {code("setresuid(" + uid(asked.words.at(0)) + ", " + uid(asked.words.at(1)) + ", " +
                                          uid(asked.words.at(2)) + ")")},
                      .includes = {"unistd.h"}};
    };
    phrases["setfsuid"] = [](const Asked &asked) {
        return Saying{.expression = {code("change_fsuid(" + uid(asked.words.at(0)) + ")")}, .parts = {"change_fsuid"}};
    };
    phrases["identity"] = [](const Asked & /*asked*/) {
        return Saying{.brings = Brings::text, .expression = {code("identity()")}, .parts = {"identity"}};
    };
    phrases["enter-user-namespace"] = [](const Asked &asked) {
        return Saying{.expression = {code("enter_user_namespace(" + uid(asked.words.at(0)) + ")")},
                      .parts = {"enter_user_namespace"}};
    };
    phrases["keep-capabilities"] = [](const Asked & /*asked*/) {
        return Saying{.expression = {code("prctl(PR_SET_KEEPCAPS, 1)")}, .includes = {"sys/prctl.h"}};
    };
    phrases["only-capability"] = [](const Asked &asked) {
        const bool none = asked.words.at(0) == "none";
        if (!none && asked.words.at(0) != "CAP_NET_BIND_SERVICE")
            throw Unsayable("the capability '" + asked.words.at(0) + "'");
        return Saying{.expression = {code(none ? "effective(0)" : "effective(1 << " + asked.words.at(0) + ")")},
                      .parts = {"effective"}};
    };
    phrases["fchown"] = [](const Asked &asked) {
        const auto socket = asked.socket();
        return Saying{.expression = {code("fchown(" + socket + ", " + uid(asked.words.at(1)) + ", -1)")},
                      .includes = {"unistd.h"},
                      .sockets = {socket}};
    };
    phrases["open-mailbox"] = [](const Asked &asked) {
        const auto box = asked.socket();
        return Saying{.expression = {code(box + " = mailbox("), quote(asked.words.at(0)), code(")")},
                      .parts = {"mailbox"},
                      .sockets = {box}};
    };
    phrases["give"] = [](const Asked &asked) {
        const auto socket = asked.socket();
        return Saying{.expression = {code("give(" + socket + ", "), quote(asked.words.at(1)), code(")")},
                      .parts = {"give"},
                      .sockets = {socket}};
    };
    phrases["take"] = [](const Asked &asked) {
        const auto box = asked.socket();
        const auto socket = variable(asked.words.at(1));
        return Saying{
            .expression = {code(socket + " = take(" + box + ")")}, .parts = {"take"}, .sockets = {box, socket}};
    };
    phrases["wait-in"] = wait_in;
    phrases["woken"] = [](const Asked &asked) {
        return Saying{.brings = Brings::tally,
                      .expression = {code(asked.socket())},
                      .parts = {"woken"},
                      .sockets = {asked.socket()},
                      .function = "woken"};
    };
    phrases["sleeps-for"] = of_waiter("sleeps_for");
    phrases["hold-lock"] = of_waiter("hold_lock");
    phrases["let-go"] = of_waiter("let_go");
}

} // namespace reprise
