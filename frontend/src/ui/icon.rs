//! Our own icons: strokes on a grid of 24, drawn in the colour of the text. They are decoration; the words
//! beside them carry the meaning.

use leptos::prelude::*;

/// The drawings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// A cloud with a keyhole: the product.
    Brand,
    /// A house of tiles.
    Overview,
    /// Two people.
    Users,
    /// A tree of boxes.
    Directory,
    /// A shield with a tick.
    Shield,
    /// A key.
    Key,
    /// A page with lines.
    Log,
    /// Lines with ticks before them.
    Tasks,
    /// Two sliders.
    Settings,
    /// A folder.
    Folder,
    /// A cloud.
    Account,
    /// Three bars.
    Menu,
    /// A cross.
    Close,
    /// Two sheets.
    Copy,
    /// A tick.
    Tick,
    /// An arrow into a tray.
    Download,
    /// An arrow out of a tray.
    Upload,
    /// Two arrows in a round.
    Synchronized,
    /// A magnifying glass.
    Search,
    /// A plus.
    Plus,
    /// A triangle with an exclamation mark.
    Warning,
    /// An arrow to the right.
    Right,
    /// An angle to the right.
    Chevron,
    /// An arrow out of a door.
    SignOut,
    /// A star.
    Star,
    /// Two links of a chain.
    Link,
}

fn path(glyph: Glyph) -> &'static str {
    match glyph {
        Glyph::Brand => {
            "M7.6 17.5a4.4 4.4 0 0 1-.5-8.8 5.9 5.9 0 0 1 11.2 1.1 3.9 3.9 0 0 1-.6 7.7M12 13a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2M12 16.2V21"
        }
        Glyph::Overview => "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
        Glyph::Users => {
            "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.8 20c.4-3.6 2.9-5.6 6.2-5.6s5.8 2 6.2 5.6M15.5 4.9a3.3 3.3 0 0 1 0 6.3M17.5 14.9c2.2.7 3.5 2.4 3.8 5.1"
        }
        Glyph::Directory => "M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4",
        Glyph::Shield => {
            "M12 3l7.5 2.8v5.7c0 4.6-3 7.9-7.5 9.5-4.5-1.6-7.5-4.9-7.5-9.5V5.8zM8.8 12l2.3 2.3 4.2-4.4"
        }
        Glyph::Key => "M8 10.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M11.2 11.8 19.5 3.5M16 7l3 3M13.5 9.5l2 2",
        Glyph::Log => "M6 3h9l4 4v14H6zM15 3v4h4M9.5 12h6M9.5 16h6",
        Glyph::Tasks => {
            "M3.5 6.5l1.5 1.5 3-3M3.5 12.5l1.5 1.5 3-3M3.5 18.5l1.5 1.5 3-3M11 7h9.5M11 13h9.5M11 19h9.5"
        }
        Glyph::Settings => {
            "M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M8 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5"
        }
        Glyph::Folder => "M3.5 6.5h6l2 2.5h9v10.5h-17z",
        Glyph::Account => "M7 18.5a4.3 4.3 0 0 1-.5-8.6 6 6 0 0 1 11.5 1.2 3.8 3.8 0 0 1-.6 7.4z",
        Glyph::Menu => "M4 6.5h16M4 12h16M4 17.5h16",
        Glyph::Close => "M6 6l12 12M18 6 6 18",
        Glyph::Copy => "M9 9h11v11H9zM15 9V4H4v11h5",
        Glyph::Tick => "M5 12.5l4.5 4.5L19 7.5",
        Glyph::Download => "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15",
        Glyph::Upload => "M12 15V4M7.5 8 12 3.5 16.5 8M4.5 20h15",
        Glyph::Synchronized => {
            "M4.5 12a7.5 7.5 0 0 1 13-5.1L20 9.5M20 4.5v5h-5M19.5 12a7.5 7.5 0 0 1-13 5.1L4 14.5M4 19.5v-5h5"
        }
        Glyph::Search => "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5",
        Glyph::Plus => "M12 5v14M5 12h14",
        Glyph::Warning => "M12 4 2.8 20h18.4zM12 10v5M12 17.3v.4",
        Glyph::Right => "M4.5 12h15M13.5 6l6 6-6 6",
        Glyph::Chevron => "M9 6l6 6-6 6",
        Glyph::Star => "M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.6-5.1-2.7-5.1 2.7 1-5.6-4.1-4 5.7-.8z",
        Glyph::Link => {
            "M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.1-1.1"
        }
        Glyph::SignOut => "M14 4H5v16h9M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5",
    }
}

/// An icon.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path(glyph)></path>
        </svg>
    }
}
