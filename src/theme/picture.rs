//! Pictures that a project brings along: which kinds can be printed, and how large they may be.

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// Portable Network Graphics.
    Png,
    /// JPEG in grey or RGB.
    Jpeg,
    /// Scalable Vector Graphics.
    Svg,
}

/// Why a picture cannot be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFault {
    /// None of the kinds, or damaged.
    Format,
    /// More points than any page needs: width and height.
    TooLarge(u32, u32),
    /// Four inks: an archival PDF has one colour space, and a screen has no ink.
    Cmyk,
}

/// Most points of a picture: an A4 page at 600 to the inch with bleed.
const MOST: u64 = 40_000_000;

impl PictureKind {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            PictureKind::Png => "png",
            PictureKind::Jpeg => "jpg",
            PictureKind::Svg => "svg",
        }
    }

    /// The kind of a file, by what is in it.
    ///
    /// # Errors
    /// What cannot be printed.
    pub fn of(bytes: &[u8]) -> Result<Self, PictureFault> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return within(png_size(bytes)?).map(|()| PictureKind::Png);
        }
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            let (size, parts) = jpeg_frame(bytes).ok_or(PictureFault::Format)?;
            within(size)?;
            return if parts == 4 { Err(PictureFault::Cmyk) } else { Ok(PictureKind::Jpeg) };
        }
        let text = std::str::from_utf8(bytes).map_err(|_| PictureFault::Format)?;
        let tree = resvg::usvg::Tree::from_str(text, &alone()).map_err(|_| PictureFault::Format)?;
        if tree.size().width() > 0.0 { Ok(PictureKind::Svg) } else { Err(PictureFault::Format) }
    }
}

/// An SVG that reads no other file.
fn alone<'a>() -> resvg::usvg::Options<'a> {
    let mut options = resvg::usvg::Options::default();
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    options
}

fn within((width, height): (u32, u32)) -> Result<(), PictureFault> {
    match u64::from(width) * u64::from(height) {
        0 => Err(PictureFault::Format),
        points if points > MOST => Err(PictureFault::TooLarge(width, height)),
        _ => Ok(()),
    }
}

/// Width and height from the header, which is the first chunk.
fn png_size(bytes: &[u8]) -> Result<(u32, u32), PictureFault> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let header = bytes.get(12..16) == Some(b"IHDR");
    number(16).zip(number(20)).filter(|_| header).ok_or(PictureFault::Format)
}

/// Size and number of colour parts from the frame header.
fn jpeg_frame(bytes: &[u8]) -> Option<((u32, u32), u8)> {
    let number = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            // Frames, tables between them apart.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let size = (u32::from(number(at + 7)?), u32::from(number(at + 5)?));
                return Some((size, *bytes.get(at + 9)?));
            }
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::from(number(at + 2)?.max(2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn jpeg(parts: u8) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8];
        bytes.extend([0, 20, 0, 30, parts]);
        bytes
    }

    #[test]
    fn kinds_are_told_by_what_is_in_the_file() {
        assert_eq!(PictureKind::of(&png(30, 20)), Ok(PictureKind::Png));
        assert_eq!(PictureKind::of(&jpeg(3)), Ok(PictureKind::Jpeg));
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>";
        assert_eq!(PictureKind::of(svg), Ok(PictureKind::Svg));
    }

    #[test]
    fn what_cannot_be_printed_is_told_apart() {
        assert_eq!(PictureKind::of(&jpeg(4)), Err(PictureFault::Cmyk));
        assert_eq!(PictureKind::of(&png(20_000, 20_000)), Err(PictureFault::TooLarge(20_000, 20_000)));
        for damaged in [
            &b"GIF89a"[..],
            b"",
            b"\x89PNG\r\n\x1a\n",
            &png(0, 1)[..],
            &jpeg(3)[..12],
            b"<svg",
            &[0xff, 0xd8, 0xff, 0xff],
        ] {
            assert_eq!(PictureKind::of(damaged), Err(PictureFault::Format), "{damaged:?}");
        }
    }
}
