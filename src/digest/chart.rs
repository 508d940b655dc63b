//! Small pictures for the mail, drawn without fonts: every number beside them stands in the text.

use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Rect, Stroke, Transform};

use crate::model::{DayCount, Report};

const WIDTH: u32 = 1120;
const HEIGHT: u32 = 320;
const MARGIN: f32 = 8.0;

/// Colours of the three polarities; the HTML legend names them with the same values.
pub(super) const POSITIVE: [u8; 3] = [0x1a, 0x7f, 0x4b];
pub(super) const NEUTRAL: [u8; 3] = [0x9a, 0xa5, 0xb8];
pub(super) const NEGATIVE: [u8; 3] = [0xc2, 0x35, 0x2b];
const GRID: [u8; 3] = [0xd9, 0xde, 0xe8];
const CAMPAIGN: [u8; 3] = [0x24, 0x55, 0xd6];
const EVENT: [u8; 3] = [0xb7, 0x79, 0x1f];

/// Mentions per day by sentiment as stacked bars, the baseline band behind them, campaign starts as full lines and
/// events as dashed ones, days that are not known as grey ground. `None` when the picture cannot be made, which leaves the numbers in the text.
pub(super) fn mentions_per_day(report: &Report) -> Option<Vec<u8>> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT)?;
    let days = &report.days;
    let tallest = days.iter().map(total).max().unwrap_or(0).max(1);
    let scale = Scale::new(days.len(), tallest);
    canvas.silences(days, &scale);
    canvas.baseline_band(report, &scale);
    for step in 1..=4_u8 {
        let y = scale.y(f32::from(step) / 4.0 * scale.tallest);
        canvas.line((MARGIN, y), (scale.right, y), GRID, 1.0, false);
    }
    for (n, day) in days.iter().enumerate() {
        canvas.bar(n, day, &scale);
    }
    for campaign in &report.campaigns {
        if let Some(n) = days.iter().position(|d| d.day == campaign.window.from) {
            canvas.line(
                (scale.x(n), MARGIN),
                (scale.x(n), scale.floor),
                CAMPAIGN,
                4.0,
                false,
            );
        }
        for event in &campaign.events {
            if let Some(n) = days.iter().position(|d| d.day == event.on) {
                let x = scale.x(n) + scale.step / 2.0;
                canvas.line((x, MARGIN), (x, scale.floor), EVENT, 3.0, true);
            }
        }
    }
    canvas.line(
        (MARGIN, scale.floor),
        (scale.right, scale.floor),
        NEUTRAL,
        2.0,
        false,
    );
    canvas.pixmap.encode_png().ok()
}

fn total(day: &DayCount) -> u32 {
    day.positive
        .saturating_add(day.neutral)
        .saturating_add(day.negative)
}

/// Where days and counts fall on the picture.
struct Scale {
    step: f32,
    tallest: f32,
    floor: f32,
    right: f32,
}

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "pixels of a picture")]
    fn new(days: usize, tallest: u32) -> Self {
        let right = WIDTH as f32 - MARGIN;
        Self {
            step: (right - MARGIN) / days.max(1) as f32,
            tallest: tallest as f32,
            floor: HEIGHT as f32 - MARGIN,
            right,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "pixels of a picture")]
    fn x(&self, day: usize) -> f32 {
        MARGIN + self.step * day as f32
    }

    fn y(&self, count: f32) -> f32 {
        self.floor - (count / self.tallest).min(1.0) * (self.floor - MARGIN)
    }
}

struct Canvas {
    pixmap: Pixmap,
}

impl Canvas {
    fn new(width: u32, height: u32) -> Option<Self> {
        let mut pixmap = Pixmap::new(width, height)?;
        pixmap.fill(Color::WHITE);
        Some(Self { pixmap })
    }

    fn fill(&mut self, rect: Option<Rect>, [r, g, b]: [u8; 3], alpha: u8) {
        if let Some(rect) = rect {
            let mut paint = Paint::default();
            paint.set_color_rgba8(r, g, b, alpha);
            let path = PathBuilder::from_rect(rect);
            self.pixmap
                .fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
        }
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), [r, g, b]: [u8; 3], width: f32, dashed: bool) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        let Some(path) = path.finish() else { return };
        let mut paint = Paint::default();
        paint.set_color_rgba8(r, g, b, 255);
        let dash = if dashed {
            tiny_skia::StrokeDash::new(vec![10.0, 8.0], 0.0)
        } else {
            None
        };
        let stroke = Stroke {
            width,
            dash,
            ..Stroke::default()
        };
        self.pixmap
            .stroke_path(&path, &paint, &stroke, Transform::identity(), None);
    }

    /// Days on which nobody listened, as grey ground: an empty place there is no zero.
    fn silences(&mut self, days: &[DayCount], scale: &Scale) {
        for (n, _) in days.iter().enumerate().filter(|(_, day)| !day.heard) {
            let right = scale.x(n) + scale.step;
            self.fill(Rect::from_ltrb(scale.x(n), MARGIN, right, scale.floor), GRID, 160);
        }
    }

    /// The mean of the baseline days plus and minus one standard deviation, as a pale band.
    fn baseline_band(&mut self, report: &Report, scale: &Scale) {
        let Some(baseline) = report.campaigns.iter().find_map(|c| c.baseline) else {
            return;
        };
        let counts: Vec<f32> = report
            .days
            .iter()
            .filter(|d| d.heard && baseline.contains(d.day))
            .map(|d| count_of(total(d)))
            .collect();
        if counts.len() < 7 {
            return;
        }
        let n = count_of(u32::try_from(counts.len()).unwrap_or(u32::MAX));
        let mean = counts.iter().sum::<f32>() / n;
        let spread = (counts.iter().map(|c| (c - mean).powi(2)).sum::<f32>() / n).sqrt();
        let (top, bottom) = (scale.y(mean + spread), scale.y((mean - spread).max(0.0)));
        self.fill(
            Rect::from_ltrb(MARGIN, top, scale.right, bottom.max(top + 1.0)),
            CAMPAIGN,
            28,
        );
    }

    fn bar(&mut self, n: usize, day: &DayCount, scale: &Scale) {
        let gap = (scale.step * 0.18).min(6.0);
        let (left, right) = (scale.x(n) + gap / 2.0, scale.x(n) + scale.step - gap / 2.0);
        let mut base = 0_u32;
        for (count, colour) in [
            (day.negative, NEGATIVE),
            (day.neutral, NEUTRAL),
            (day.positive, POSITIVE),
        ] {
            let next = base.saturating_add(count);
            if count > 0 {
                let (top, bottom) = (scale.y(count_of(next)), scale.y(count_of(base)));
                self.fill(Rect::from_ltrb(left, top, right, bottom), colour, 255);
            }
            base = next;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "pixels of a picture")]
fn count_of(n: u32) -> f32 {
    n as f32
}
