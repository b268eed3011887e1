// What a scenario is handed: hosts to play on, and a place to put what it looks at.
//
//     for (auto net : trial.over(tcp4, tcp6)) {
//         auto host = trial.host();
//         trial.contrast("without the option", …).is(bind_denied(EADDRINUSE));
//         trial.expect("with it", …).is(allowed);
//     }
#pragma once

#include "judgement/judge.hpp"
#include "judgement/statistics.hpp"
#include "stage/flows.hpp"
#include "stage/host.hpp"
#include "stage/performance.hpp"
#include "stage/socket.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace suites {

class Trial;

/// A thing that was looked at, until it is said what was to be seen.
class [[nodiscard]] Question {
  public:
    Question(Trial &trial, judgement::Role role, std::string name, judgement::Seen seen)
        : trial_(trial), role_(role), name_(std::move(name)), seen_(std::move(seen))
    {
    }
    void is(const judgement::Expected &expected);

  private:
    Trial &trial_;
    judgement::Role role_;
    std::string name_;
    judgement::Seen seen_;
};

/// The variants of a claim, one after the other; while one is at hand, findings and transcript carry its label.
template <typename Variant> class Variants {
  public:
    Variants(Trial &trial, std::vector<Variant> all);
    ~Variants();
    Variants(const Variants &) = delete;
    Variants &operator=(const Variants &) = delete;

    class Iterator {
      public:
        Iterator(const Variants &of, std::size_t at) : of_(of), at_(at) {}
        const Variant &operator*() const;
        Iterator &operator++();
        bool operator!=(const Iterator &other) const { return at_ != other.at_; }

      private:
        const Variants &of_;
        std::size_t at_;
    };

    [[nodiscard]] Iterator begin() const { return {*this, 0}; }
    [[nodiscard]] Iterator end() const { return {*this, all_.size()}; }

  private:
    Trial &trial_;
    std::string outer_; ///< the variant this one lies within
    std::vector<Variant> all_;
};

class Trial {
  public:
    explicit Trial(const stage::Troupe &troupe) : performance_(std::make_shared<stage::Performance>(troupe)) {}

    /// A fresh host; its keeper, which shows what the kernel knows, goes by this name.
    [[nodiscard]] stage::Host host(const std::string &name = "host") { return {performance_, name}; }

    /// What the claim says.
    Question expect(std::string finding, judgement::Seen seen)
    {
        return ask(judgement::Role::expectation, std::move(finding), std::move(seen));
    }
    Question expect(std::string finding, const stage::Socket &socket)
    {
        return expect(std::move(finding), socket.outcome());
    }
    Question expect(std::string finding, const words::Answer &answer)
    {
        return expect(std::move(finding), answer.text);
    }
    /// Who received the flows, every one of them accounted for; with the counts.
    Question expect(std::string finding, const stage::Reached &reached)
    {
        return expect(std::move(finding), judgement::received(reached.outcome(), reached.counts()));
    }
    /// The same without the cause: another answer than the expectation that follows.
    Question contrast(std::string finding, judgement::Seen seen)
    {
        return ask(judgement::Role::contrast, std::move(finding), std::move(seen));
    }
    Question contrast(std::string finding, const stage::Socket &socket)
    {
        return contrast(std::move(finding), socket.outcome());
    }
    Question contrast(std::string finding, const words::Answer &answer)
    {
        return contrast(std::move(finding), answer.text);
    }
    Question contrast(std::string finding, const stage::Reached &reached)
    {
        return contrast(std::move(finding), judgement::received(reached.outcome(), reached.counts()));
    }
    /// What must be so before the claim can be asked. One that does not hold ends the trial.
    Question premise(std::string finding, judgement::Seen seen)
    {
        return ask(judgement::Role::premise, std::move(finding), std::move(seen));
    }
    Question premise(std::string finding, const stage::Socket &socket)
    {
        return premise(std::move(finding), socket.outcome());
    }

    /// One round for each of these; those on IPv6 only where the platform has it.
    template <typename First, typename... Rest> Variants<First> over(First first, Rest... rest)
    {
        return Variants<First>(*this, {first, static_cast<First>(rest)...});
    }
    template <typename Variant> Variants<Variant> over(std::vector<Variant> all)
    {
        return Variants<Variant>(*this, std::move(all));
    }

    /// Ends the trial as not observed where the platform lacks this (words/feature.hpp).
    void needs(std::string_view feature) { performance_->needs(feature); }

    /// Plays the scenario to its end, whatever happens, and says what it brought.
    judgement::Case play(std::string_view claim, void (*scenario)(Trial &));

    [[nodiscard]] const std::vector<stage::Said> &transcript() const { return performance_->transcript(); }
    /// The real programs that played in it, each with its version.
    [[nodiscard]] const std::map<std::string, std::string> &programs() const { return performance_->programs; }

  private:
    friend class Question;
    template <typename> friend class Variants;

    Question ask(judgement::Role role, std::string finding, judgement::Seen seen)
    {
        return {*this, role, std::move(finding), std::move(seen)};
    }
    void note(judgement::Finding finding);
    void note_gap(const stage::Missing &missing);
    bool offers(const stage::Transport &transport);
    template <typename Variant> bool offers(const Variant & /*any*/) { return true; }

    std::shared_ptr<stage::Performance> performance_;
    std::vector<judgement::Finding> findings_;
    std::vector<judgement::Gap> gaps_;
};

template <typename Variant> Variants<Variant>::Variants(Trial &trial, std::vector<Variant> all)
    : trial_(trial), outer_(trial.performance_->variant)
{
    for (auto &variant : all) {
        if (trial_.offers(variant)) all_.push_back(std::move(variant));
    }
}

template <typename Variant> Variants<Variant>::~Variants() { trial_.performance_->variant = outer_; }

template <typename Variant> typename Variants<Variant>::Iterator &Variants<Variant>::Iterator::operator++()
{
    of_.trial_.performance_->settle(); // what was told in a round is of that round
    ++at_;
    return *this;
}

template <typename Variant> const Variant &Variants<Variant>::Iterator::operator*() const
{
    const auto &variant = of_.all_[at_];
    const std::string label(variant.label);
    of_.trial_.performance_->variant = of_.outer_.empty() ? label : of_.outer_ + ", " + label;
    return variant;
}

} // namespace suites
