#include <catch2/interfaces/catch_interfaces_reporter.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#include <catch2/reporters/catch_reporter_streaming_base.hpp>

namespace {

/// Says nothing: the session tells results in its own words.
class Silent : public Catch::StreamingReporterBase {
  public:
    using StreamingReporterBase::StreamingReporterBase;
    static std::string getDescription() { return "Says nothing; the session tells"; }
};

CATCH_REGISTER_REPORTER("silent", Silent)

} // namespace
