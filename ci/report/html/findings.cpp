#include "report/html/part.hpp"

namespace report::html {

namespace {

std::string listed(const std::vector<std::string> &words)
{
    constexpr std::size_t told = 8;
    std::string text;
    for (std::size_t at = 0; at < words.size() && at < told; ++at)
        text += (text.empty() ? "" : "; ") + words[at];
    if (words.size() > told) text += fmt::format("; and {} more", words.size() - told);
    return text;
}

Markup paragraph(std::string_view title, const Markup &text)
{
    return text.empty() ? text : markup("<dt>{}</dt><dd>{}</dd>\n", title, text);
}

Markup said(const Article &article)
{
    Markup made;
    for (const auto *statement : article.said)
        made += markup("<p>{} <cite>the {}, {}</cite></p>", statement->says, statement->document, statement->section);
    return made;
}

Markup happens(const Article &article)
{
    Markup made;
    for (const auto &event : article.happens) {
        made += markup("<p>{} {}", badge(event.outcome), event.where);
        if (event.outcome != Outcome::pass)
            made += markup(": <b>{}</b> where the document has <b>{}</b>", event.seen, event.expected);
        made += markup(".</p>");
    }
    return made;
}

Markup why(const Article &article)
{
    Markup made;
    for (const auto &reason : article.why)
        made += markup("<p>{}</p>", reason);
    for (const auto &source : article.sources)
        made += markup("<p class=\"source\">{}</p>", source);
    return made;
}

Markup what_to_do(const Article &article)
{
    Markup made;
    for (const auto &elsewhere : article.holds_on)
        made += markup("<p>It holds elsewhere: {}</p>", elsewhere);
    if (article.instead.empty()) return made;
    made += markup("<p>Of the same statements this holds wherever it was tried, and can be built on:</p><ul>");
    for (const auto *claim : article.instead)
        made += markup("<li>{}</li>", link(*claim));
    made += markup("</ul>");
    return made;
}

Markup told(const Article &article)
{
    const auto &claim = *article.claim;
    auto made = markup("<article class=\"finding\" id=\"finding:{}\" data-kind=\"{}\"><p class=\"crumb\">{} · "
                       "{}</p>\n<h2>Not so: {}</h2>\n<dl>\n",
                       claim.id, name(article.kind), name(article.kind), claim.topic, claim.sentence);
    made += paragraph("What is said", said(article));
    made += paragraph("What was tried", article.tried.empty() ? Markup() : Markup::text(listed(article.tried)));
    made += paragraph("What happens, and since when", happens(article));
    made += paragraph("Why", why(article));
    made += paragraph("What to do", what_to_do(article));
    made += markup("</dl>\n<p><a href=\"#{}\">The evidence</a></p></article>\n", claim.id);
    return made;
}

} // namespace

Markup findings(const View &view)
{
    auto made =
        markup("<section id=\"findings\" aria-labelledby=\"findings-title\">\n<h2 id=\"findings-title\">Findings</h2>\n"
               "<p class=\"lead\">Each claim that somewhere does not hold, told from its results.</p>\n");
    if (view.articles.empty()) {
        made += markup("<p>Everything that was tried holds.</p>\n</section>\n");
        return made;
    }
    auto all = markup("<nav aria-label=\"Findings\"><ol class=\"contents\">\n");
    for (const auto &article : view.articles) {
        all += markup("<li><a href=\"#finding:{}\">{}</a> <small>{}</small></li>\n", article.claim->id,
                      article.claim->sentence, name(article.kind));
    }
    all += markup("</ol></nav>\n");
    for (const auto &article : view.articles)
        all += told(article);
    made += when_asked_for("findings finding:", all);
    made += markup("</section>\n");
    return made;
}

} // namespace report::html
