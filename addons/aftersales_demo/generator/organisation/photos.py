"""Photos as proof: plain drawings of a bay, tidy or not, so that no picture of anybody's has to be shipped."""

import base64
import functools
import io

from PIL import Image, ImageDraw

SIZE = (320, 240)
FLOOR, WALL, LINE = (176, 180, 184), (222, 226, 230), (240, 196, 25)
BOX, OIL = (139, 94, 60), (60, 60, 64)


@functools.cache
def take(in_order):
    """A picture for an image field.

    :param bool in_order: whether the bay is tidy
    :return: PNG in base64
    """
    image = Image.new("RGB", SIZE, WALL)
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 240), (60, 110), (260, 110), (320, 240)], fill=FLOOR)
    for line in ([(40, 240), (90, 112)], [(280, 240), (230, 112)]):
        draw.line(line, fill=LINE, width=6)
    if not in_order:
        draw.rectangle([(60, 150), (104, 190)], fill=BOX)
        draw.rectangle([(88, 178), (140, 214)], fill=BOX)
        draw.ellipse([(170, 170), (236, 194)], fill=OIL)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())
