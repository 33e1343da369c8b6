//! Groups of bars with a logarithmic axis, as SVG.

/// Values of one thing, above zero.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) values: [f64; 3],
}

const WIDTH: f64 = 800.0;
const LEFT: f64 = 230.0;
const RIGHT: f64 = 90.0;
const TOP: f64 = 84.0;
const BAR: f64 = 14.0;
const GAP: f64 = 16.0;

/// Colours follow the reader's preference; without support for that, the light ones hold.
const STYLE: &str = "<style>
svg { background: #fff; color: #1f2328; font: 14px system-ui, sans-serif }
text { fill: currentColor } .title { font-weight: 600 } .small { font-size: 12px; opacity: .75 }
line { stroke: currentColor; opacity: .2 }
.a { fill: #93b4f5 } .b { fill: #2563eb } .c { fill: #12317a }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; color: #e6edf3 }
.a { fill: #2c4a7e } .b { fill: #6ea8fe } .c { fill: #cfe0ff }
}
</style>";
const CLASSES: [&str; 3] = ["a", "b", "c"];

/// The axis runs from one over whole decades.
pub(crate) fn svg(title: &str, series: &[String; 3], groups: &[Group]) -> String {
    let longest = groups.iter().flat_map(|group| group.values);
    let decades = longest.fold(10.0, f64::max).log10().ceil();
    let decade = (WIDTH - LEFT - RIGHT) / decades;
    let bottom = groups.iter().fold(TOP, |y, _| y + 3.0 * BAR + GAP);
    let height = bottom + 32.0;

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-label=\"{title}\">\n{STYLE}\n<text class=\"title\" x=\"16\" y=\"28\">{title}</text>\n"
    );
    let mut draw = |element: String| svg.extend([element.as_str(), "\n"]);
    let mut x = LEFT;
    for (name, class) in series.iter().zip(CLASSES) {
        let text = x + BAR + 6.0;
        draw(format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"46\" width=\"{BAR}\" height=\"{BAR}\"/>\
             <text class=\"small\" x=\"{text}\" y=\"57\">{name}</text>"
        ));
        x += 110.0;
    }
    let mut exponent = 0.0;
    while exponent <= decades {
        let x = LEFT + exponent * decade;
        let (label, y) = (10_f64.powf(exponent), bottom + 20.0);
        draw(format!(
            "<line x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{bottom}\"/>\
             <text class=\"small\" text-anchor=\"middle\" x=\"{x:.1}\" y=\"{y}\">{label} ns</text>"
        ));
        exponent += 1.0;
    }
    let mut y = TOP + GAP / 2.0;
    for Group { name, values } in groups {
        let middle = y + 2.0 * BAR - 2.0;
        draw(format!("<text x=\"16\" y=\"{middle}\">{name}</text>"));
        for (value, class) in values.iter().zip(CLASSES) {
            let width = (value.log10() * decade).max(1.0);
            let (end, text) = (LEFT + width + 6.0, y + 11.0);
            draw(format!(
                "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\"/>\
                 <text class=\"small\" x=\"{end:.1}\" y=\"{text}\">{value:.1}</text>"
            ));
            y += BAR;
        }
        y += GAP;
    }
    svg.push_str("</svg>\n");
    svg
}
