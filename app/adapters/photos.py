"""Photos: opened, turned upright, and written anew without what the camera noted about them."""

from io import BytesIO
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

# A phone's photo is opened at a fraction of its size; other pictures only as a whole, so that
# they must be smaller to cost the same memory.
MOST_PIXELS = 50_000_000
MOST_PIXELS_AS_A_WHOLE = 16_000_000
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
            _require_room(image)
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


def _require_room(image: "Image") -> None:
    pixels = image.width * image.height
    as_a_whole = image.format == "PNG" or "progressive" in image.info
    if pixels > (MOST_PIXELS_AS_A_WHOLE if as_a_whole else MOST_PIXELS):
        raise PictureTooLarge


def _upright(image: "Image") -> "Image":
    """The first picture, as it is to be seen, on white where it was transparent."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # heavy, needed rarely

    longest = max(image.size)
    if longest > LONG_SIDE_KEPT:
        share = LONG_SIDE_KEPT / longest
        image.draft("RGB", (int(image.width * share), int(image.height * share)))
    image.load()
    if image.has_transparency_data:
        image = _on_white(image)
    image.thumbnail((LONG_SIDE_KEPT, LONG_SIDE_KEPT), Image.Resampling.BICUBIC, reducing_gap=2)
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits of grey, which a mere conversion would clip
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    elif image.mode not in ("1", "L", "RGB"):
        image = image.convert("RGB")
    return image


def _on_white(image: "Image") -> "Image":
    """Before it is made smaller, which would copy what is transparent three times."""
    from PIL import Image  # noqa: PLC0415  # heavy, needed rarely

    layer = image if image.mode == "RGBA" else image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    white.info = {name: said for name, said in image.info.items() if name != "transparency"}
    image.close()
    return white


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
        grey = picture.mode in ("1", "L")
        picture.convert("L" if grey else "RGB").save(paper, "JPEG", quality=85)
    return paper.getvalue()
