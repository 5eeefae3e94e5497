"""Photos: opened, turned upright, and written anew without what the camera noted about them."""

from io import BytesIO
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING

from app.domain.documents import (
    LONG_SIDE_KEPT,
    LONG_SIDE_READABLE,
    MOST_BYTES,
    FileCutOff,
    Format,
    PhotoTooSmall,
    PictureTooLarge,
    Proven,
)

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS, MOST_SIDE = 50_000_000, 30_000  # a row costs something, too, however short it is
# What a picture may take while it is opened: four bytes a pixel, and what the decoder keeps.
MOST_MEMORY, OF_A_PIXEL = 64_000_000, 4
FRACTIONS = (1, 2, 4, 8)  # of its size, at which a photo can be opened
ROWS, AROUND = 16, 3  # made smaller at a time, and how far a row is looked at from the next
SCAN, SEGMENTS = 0xDA, {*range(0xC0, 0xFF)} - {*range(0xD0, 0xDA)}  # of a JPEG
# The memory of one picture is enough for a process, however many arrive at once.
ROOM = Lock()


def prove_photo(content: bytes) -> Proven:
    """The photo upright, at most 3,000 pixels long, with nothing in it but its picture."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # heavy, needed rarely

    too_large = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        # The header alone is read here: a picture of a million pixels square ends before it
        # takes any memory.
        with ROOM, Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as image:
            long_side = max(image.size)
            kind = Format.PNG if image.format == "PNG" else Format.JPEG
            _make_room(image, content)
            picture = _upright(image)
    except too_large as error:
        raise PictureTooLarge from error
    except UnidentifiedImageError as error:
        raise FileCutOff from error
    except (PictureTooLarge, MemoryError):
        raise
    except Exception as error:  # a damaged picture makes the decoder stumble in many ways
        raise FileCutOff from error
    too_small = (PhotoTooSmall(long_side),) if long_side < LONG_SIDE_READABLE else ()
    return _kept(picture, kind, too_small)


def _make_room(image: "Image", content: bytes) -> None:
    """Have a photo opened at a fraction of its size, so that it costs no more than others may."""
    pixels, longest = image.width * image.height, max(image.size)
    if pixels > MOST_PIXELS or longest > MOST_SIDE:
        raise PictureTooLarge
    is_photo = image.format != "PNG"
    room = MOST_MEMORY - (_kept_by_decoder(image, content) if is_photo else 0)
    for fraction in FRACTIONS if is_photo else FRACTIONS[:1]:
        if pixels // fraction**2 * OF_A_PIXEL <= room:
            share = min(LONG_SIDE_KEPT / longest, 1 / fraction)
            width, height = (max(1, int(side * share)) for side in image.size)
            image.draft("RGB", (width, height))
            return
    raise PictureTooLarge


def _kept_by_decoder(image: "Image", content: bytes) -> int:
    """A photo that is drawn in several scans stays in memory till the last: two bytes a value."""
    parts = image.layer  # type: ignore[attr-defined]  # how fine each is, across and down
    if "progressive" not in image.info and _is_one_scan(content, len(parts)):
        return 0
    finest = max(across for _, across, _, _ in parts) * max(down for _, _, down, _ in parts)
    values = sum(across * down for _, across, down, _ in parts)
    held: int = 2 * image.width * image.height * values // finest
    return held


def _is_one_scan(content: bytes, parts: int) -> bool:
    """Whether the first scan has all parts of the photo; where we cannot tell, it has not."""
    place = 2
    while content[place : place + 1] == b"\xff" and content[place + 1] in SEGMENTS:
        if content[place + 1] == SCAN:
            return content[place + 4] == parts
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    return False


def _upright(image: "Image") -> "Image":
    """The first picture, as it is to be seen, on white where it was transparent."""
    from PIL import ImageOps  # noqa: PLC0415  # heavy, needed rarely

    image.load()
    picture = _smaller(image) if max(image.size) > LONG_SIDE_KEPT else _plain(image)
    picture.info = {name: said for name, said in image.info.items() if name != "transparency"}
    if picture is not image:
        image.close()
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _smaller(image: "Image") -> "Image":
    """Some rows at a time, so that no second picture of its size is needed."""
    from PIL import Image  # noqa: PLC0415  # heavy, needed rarely

    ratio = max(image.size) / LONG_SIDE_KEPT
    width, height = (max(1, round(side / ratio)) for side in image.size)
    scale, around = image.height / height, ceil(AROUND * ratio)
    small = Image.new(_plain(image.crop((0, 0, 1, 1))).mode, (width, height))
    for top in range(0, height, ROWS):
        bottom = min(top + ROWS, height)
        first = max(0, int(top * scale) - around)
        last = min(image.height, ceil(bottom * scale) + around)
        rows = _plain(image.crop((0, first, image.width, last)))
        box = (0, top * scale - first, image.width, min(bottom * scale, image.height) - first)
        some = rows.resize((width, bottom - top), Image.Resampling.BICUBIC, box)
        small.paste(some, (0, top))
    return small


def _plain(image: "Image") -> "Image":
    """In grey or colours, on white where it was transparent."""
    from PIL import Image  # noqa: PLC0415  # heavy, needed rarely

    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    elif image.mode.startswith("I"):  # 16 bits of grey, which a mere conversion would clip
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    elif image.mode not in ("1", "L", "RGB"):
        image = image.convert("RGB")
    return image


def _kept(picture: "Image", kind: Format, warnings: tuple[PhotoTooSmall, ...]) -> Proven:
    picture.info.clear()  # colour profile, comments and place are not part of the picture
    content = _written(picture, kind)
    if len(content) > MOST_BYTES:
        content, kind = _written(picture, Format.JPEG), Format.JPEG
    return Proven(content, kind, max(picture.size), warnings)


def _written(picture: "Image", kind: Format) -> bytes:
    paper = BytesIO()
    if kind is Format.PNG:
        picture.save(paper, "PNG", compress_level=4)
    else:
        shaded = picture.convert("L") if picture.mode == "1" else picture
        shaded.save(paper, "JPEG", quality=85)
    return paper.getvalue()
