#include "report/headline.hpp"
#include "report/html/part.hpp"

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

Markup told(const View &view, std::size_t at)
{
    const auto &platform = view.gathered.platforms[at];
    const auto all = counts(view.gathered, at);
    auto made = markup(
        "<article class=\"platform\" id=\"platform:{}\"><h3>{}</h3>\n<p>{}</p>\n<dl>\n<dt>Release</dt><dd>{}</dd>\n"
        "<dt>Build</dt><dd>{}</dd>\n<dt>Machine</dt><dd>{}</dd>\n<dt>Run as</dt><dd>{}</dd>\n",
        platform.label, platform.label, headline(view.gathered, at).text, platform.release, platform.build,
        platform.machine, platform.standing);
    if (!platform.ran_in.empty()) made += markup("<dt>Ran in</dt><dd>{}</dd>\n", platform.ran_in);
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
    for (std::size_t at = 0; at < view.gathered.platforms.size(); ++at)
        made += told(view, at);
    made += markup("</section>\n");
    return made;
}

} // namespace report::html
