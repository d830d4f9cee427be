#include "report/page_templates.h"

namespace tricky::analysis {

// Each block sets exactly one of is_paragraph … is_figure; all keys are always set, since Mustache would look for a
// missing one further out.
const std::string_view kPageTemplate = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>{{title}}</title>
<style>
{{{style}}}</style>
</head>
<body>
<header>
<h1>{{title}}</h1>
<p class="subtitle">{{subtitle}}</p>
</header>
{{#has_contents}}
<nav aria-label="Contents">
<h2>Contents</h2>
<ol>
{{#sections}}<li><a href="#{{id}}">{{heading}}</a>{{#has_badge}} <span class="badge">{{badge}}</span>{{/has_badge}}</li>
{{/sections}}</ol>
</nav>
{{/has_contents}}
<main>
{{#opening}}
{{>block}}
{{/opening}}
{{#sections}}
<section id="{{id}}" aria-labelledby="{{id}}-heading">
<h2 id="{{id}}-heading">{{heading}}{{#has_badge}} <span class="badge">{{badge}}</span>{{/has_badge}}</h2>
{{#blocks}}
{{>block}}
{{/blocks}}
</section>
{{/sections}}
</main>
<footer>
<p>{{footer}}</p>
</footer>
</body>
</html>
)html";

}  // namespace tricky::analysis
