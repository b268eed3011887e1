// How far a run has come: on a terminal one line that is written over, elsewhere nothing until the end.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace suites::session {

class Progress {
  public:
    Progress(std::size_t claims, bool quiet);
    ~Progress() { clear(); }
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;

    void begin(std::string_view claim);
    void clear() const noexcept;

  private:
    std::size_t all_;
    std::size_t begun_ = 0;
    bool shown_;
};

} // namespace suites::session
