//! A small generator with a fixed seed: the tests that try many inputs try the same ones every time.

/// Xorshift, 64 bits.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    pub fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Text of up to `longest` characters, mostly of the kinds that break writers.
    pub fn text(&mut self, longest: usize) -> String {
        const SHARP: &[char] = &[
            '<',
            '>',
            '&',
            '"',
            '\'',
            '\t',
            '\n',
            '\r',
            ' ',
            ']',
            '-',
            '!',
            '?',
            '/',
            '=',
            ';',
            '#',
            '\u{a0}',
            '\u{85}',
            '\u{2028}',
            '\u{202e}',
            '\u{feff}',
            '\u{fffd}',
            '\u{10ffff}',
            '\u{e000}',
            'é',
            '中',
            '😀',
            'a',
            'Z',
            '0',
        ];
        let length = self.below(longest + 1);
        (0..length)
            .map(|_| if self.below(3) == 0 { self.any_character() } else { *self.one_of(SHARP) })
            .collect()
    }

    fn any_character(&mut self) -> char {
        loop {
            let number = u32::try_from(self.next() % 0x11_0000).unwrap();
            let Some(c) = char::from_u32(number) else { continue };
            if c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}') {
                return c;
            }
        }
    }
}
