//! A bar chart with a logarithmic axis, as SVG.

/// One bar: milliseconds, and how many times faster than the first.
pub(crate) struct Bar<'a> {
    pub(crate) name: &'a str,
    pub(crate) ms: f64,
    pub(crate) ratio: f64,
}

const WIDTH: f64 = 800.0;
const LEFT: f64 = 200.0;
const RIGHT: f64 = 180.0;
const TOP: f64 = 56.0;
const ROW: f64 = 44.0;

/// Colours follow the reader's preference; without support for that, the light ones hold.
const STYLE: &str = "<style>
svg { background: #fff; color: #1f2328; font: 14px system-ui, sans-serif }
text { fill: currentColor } .title { font-weight: 600 } .axis { font-size: 12px; opacity: .75 }
line { stroke: currentColor; opacity: .2 } rect { fill: #2563eb }
@media (prefers-color-scheme: dark) { svg { background: #0d1117; color: #e6edf3 } rect { fill: #6ea8fe } }
</style>";

/// The axis runs over whole decades, from the one below the shortest bar to the one above the longest.
pub(crate) fn svg(title: &str, bars: &[Bar<'_>]) -> String {
    let decades = || bars.iter().map(|bar| bar.ms.log10());
    let first = decades().fold(f64::INFINITY, f64::min).floor();
    let last = decades()
        .fold(f64::NEG_INFINITY, f64::max)
        .ceil()
        .max(first + 1.0);
    let decade = (WIDTH - LEFT - RIGHT) / (last - first);
    let bottom = bars.iter().fold(TOP, |y, _| y + ROW);
    let height = bottom + 32.0;

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-label=\"{title}\">\n{STYLE}\n<text class=\"title\" x=\"16\" y=\"28\">{title}</text>\n"
    );
    let mut draw = |element: String| svg.extend([element.as_str(), "\n"]);
    let mut exponent = first;
    while exponent <= last {
        let x = LEFT + (exponent - first) * decade;
        let label = 10_f64.powf(exponent);
        let y = bottom + 20.0;
        draw(format!(
            "<line x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{bottom}\"/>"
        ));
        draw(format!(
            "<text class=\"axis\" text-anchor=\"middle\" x=\"{x:.1}\" y=\"{y}\">{label} ms</text>"
        ));
        exponent += 1.0;
    }
    let mut y = TOP;
    for Bar { name, ms, ratio } in bars {
        let width = (ms.log10() - first) * decade;
        let (top, text, end) = (y + 8.0, y + 27.0, LEFT + width + 8.0);
        draw(format!(
            "<text text-anchor=\"end\" x=\"{:.1}\" y=\"{text}\">{name}</text>",
            LEFT - 10.0
        ));
        draw(format!(
            "<rect x=\"{LEFT}\" y=\"{top}\" width=\"{width:.1}\" height=\"28\" rx=\"3\"/>"
        ));
        draw(format!(
            "<text x=\"{end:.1}\" y=\"{text}\">{ms:.3} ms, {ratio:.1}×</text>"
        ));
        y += ROW;
    }
    svg.push_str("</svg>\n");
    svg
}
