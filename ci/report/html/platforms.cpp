#include "report/html/part.hpp"
#include "report/matrix_row.hpp"

namespace report::html {

namespace {

Markup features(const Platform &platform)
{
    Markup made;
    for (const auto &feature : platform.features) {
        if (!feature.available) made += markup("<li>{}: {}</li>\n", feature.name, feature.found);
    }
    return made.empty() ? markup("<p>Nothing that a trial needs is lacking.</p>\n")
                        : markup("<p>Lacking:</p>\n<ul>\n{}</ul>\n", made);
}

/// What became of its row of the matrix of kernels.
Markup row_of(const MatrixRow &row)
{
    auto made = markup("<dt>Row</dt><dd>{}{}{}, started {} time{}, booted in {:.1f} s, ran {:.0f} s</dd>\n", row.name,
                       row.package.empty() ? "" : ", package ", row.package, row.attempts, row.attempts == 1 ? "" : "s",
                       row.boot_s, row.run_s);
    if (row.broken || !row.reason.empty())
        made += markup("<dt>{}</dt><dd{}>{}</dd>\n", row.broken ? "Broken" : "Remark",
                       row.broken ? markup(" class=\"loud\"") : Markup(), row.reason);
    if (!row.splats.empty()) {
        Markup lines;
        for (const auto &line : row.splats)
            lines += markup("{}<code>{}</code>", lines.empty() ? Markup() : markup("<br>"), line);
        made += markup("<dt>Its console</dt><dd class=\"loud\">{}</dd>\n", lines);
    }
    if (!row.not_run.empty()) {
        std::string all;
        for (const auto &claim : row.not_run)
            all += (all.empty() ? "" : ", ") + claim;
        made += markup("<dt>Not run</dt><dd>{}</dd>\n", all);
    }
    return made;
}

/// A row that left nothing.
Markup told(const MatrixRow &row)
{
    return markup("<article class=\"platform\" id=\"row:{}\"><h3>{}: no results</h3>\n<p class=\"loud\">{}</p>\n<dl>\n"
                  "<dt>Was to run in</dt><dd>{}</dd>\n{}</dl>\n</article>\n",
                  row.name, row.name, row.reason.empty() ? "Nobody said why." : row.reason, row.engine,
                  row.attempts == 0 ? markup("<dt>Row</dt><dd>never started</dd>\n") : row_of(row));
}

Markup told(const View &view, std::size_t at)
{
    const auto &platform = view.gathered.platforms[at];
    const auto all = counts(view.gathered, at);
    auto made = markup(
        "<article class=\"platform\" id=\"platform:{}\"><h3>{}</h3>\n<p>{}</p>\n<dl>\n<dt>Release</dt><dd>{}</dd>\n"
        "<dt>Build</dt><dd>{}</dd>\n<dt>Machine</dt><dd>{}</dd>\n<dt>Run as</dt><dd>{}</dd>\n",
        platform.label, platform.label, view.headlines[at].text, platform.release, platform.build, platform.machine,
        platform.standing);
    if (!platform.ran_in.empty()) made += markup("<dt>Ran in</dt><dd>{}</dd>\n", platform.ran_in);
    if (platform.row) made += row_of(*platform.row);
    if (platform.seed) made += markup("<dt>Order</dt><dd><code>--seed {}</code></dd>\n", *platform.seed);
    made += markup("<dt>Verdicts</dt><dd>{} pass, {} fail, {} platform-divergent, {} not observed, {} broken; {} "
                   "surprises</dd>\n</dl>\n",
                   all.pass, all.fail, all.platform_divergent, all.not_observed, all.broken, all.surprises);
    made += features(platform);
    made += markup("</article>\n");
    return made;
}

} // namespace

Markup platforms(const View &view)
{
    auto made = markup(
        "<section id=\"platforms\" aria-labelledby=\"platforms-title\">\n<h2 id=\"platforms-title\">Platforms</h2>\n");
    Markup all;
    for (std::size_t at = 0; at < view.gathered.platforms.size(); ++at)
        all += told(view, at);
    for (const auto &row : view.gathered.absent)
        all += told(*row);
    for (const auto &complaint : view.gathered.unread)
        all += markup("<p class=\"loud\">Lies beside the results and cannot be read: {}</p>\n", complaint);
    made += when_asked_for("platforms platform: row:", all);
    made += markup("</section>\n");
    return made;
}

} // namespace report::html
