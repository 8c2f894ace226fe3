"""Signatures as people leave them on a screen."""

import base64
import functools
import io
from random import Random

from PIL import Image, ImageDraw

INK = (28, 50, 120)


@functools.cache
def write_name(login):
    """A signature: a line as a pen leaves it.

    :return: PNG in base64
    """
    random = Random(login)
    image = Image.new("RGBA", (240, 80), (255, 255, 255, 0))
    points = [(20 + step * 12, 40 + random.randint(-24, 24)) for step in range(17)]
    ImageDraw.Draw(image).line(points, fill=INK, width=3, joint="curve")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())
