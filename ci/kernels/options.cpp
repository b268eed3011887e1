#include "kernels/options.hpp"

#include "kernels/store.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <thread>

namespace kernels {

namespace {

constexpr auto purpose = R"(Runs the claims on many kernels, each in a guest of its own, and gathers what
they found.
)";

constexpr auto footer = R"(
Examples:
  ci/matrix                               every row of ci/kernels.json
  ci/matrix 'linux-6.*' -- 'udp.*'        some rows, some claims
  ci/matrix linux-6.1 -- --probe          what a kernel offers
  ci/matrix --kernel arch/x86/boot/bzImage --modules /lib/modules/X
                                          a kernel of one's own

Exit status: 0 no surprise, 1 surprise, 2 a row is broken, 64 wrong usage.)";

constexpr int usage_error = 64;

} // namespace

Read read_options(int count, char **arguments)
{
    Options options{.plan = "ci/kernels.json",
                    .programs = "build/default/guests",
                    .store = usual_store(),
                    // A guest has one processor.
                    .at_once = std::max(std::thread::hardware_concurrency(), 1U)};
    auto *const end = arguments + count;
    auto *const bar = std::find_if(arguments, end, [](const char *one) { return std::string_view(one) == "--"; });
    if (bar != end) options.arguments.assign(bar + 1, end);

    CLI::App app{purpose, "ci/matrix"};
    app.footer(footer);
    app.get_formatter()->column_width(24);
    app.add_option("rows", options.rows, "Names or globs of rows; all when none named")->option_text("ROW...");
    app.add_flag("--list", options.list, "Name the rows and stop");
    app.add_option("--kernel", options.kernel, "Run on this bzImage or vmlinux instead")
        ->check(CLI::ExistingFile)
        ->option_text("FILE");
    app.add_option("--modules", options.modules, "Its modules lie below this folder")
        ->check(CLI::ExistingDirectory)
        ->option_text("DIR");
    app.add_option("--output", options.output, "Leave results in DIR")->option_text("DIR");
    app.add_option("-j", options.at_once, "So many rows at a time; as many as processors\nwhen not told")
        ->check(CLI::Range(1U, 64U))
        ->option_text("N");
    app.add_option("--patience", options.patience_s, "Seconds a guest may keep silent")
        ->check(CLI::Range(1U, 86400U))
        ->option_text("S");
    app.add_option("--kernels", options.plan, "The rows")->check(CLI::ExistingFile)->option_text("FILE");
    app.add_option("--programs", options.programs, "Static programs that go into the guests")->option_text("DIR");
    app.add_option("--cache", options.store, "Where kernels are kept")->option_text("DIR");
    try {
        app.parse(static_cast<int>(bar - arguments), arguments);
    } catch (const CLI::ParseError &error) {
        return {.options = std::nullopt, .status = app.exit(error) == 0 ? 0 : usage_error};
    }
    return {.options = std::move(options), .status = 0};
}

} // namespace kernels
