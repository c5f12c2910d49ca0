"""QR codes as SVG that needs no inline style."""

import io

import segno


def qr_svg(address: str) -> str:
    """Return a QR code for an address as an SVG element: black on white in every colour scheme, for cameras."""
    buffer = io.BytesIO()
    segno.make(address, error="m").save(
        buffer,
        kind="svg",
        xmldecl=False,
        svgns=True,
        dark="#000",
        light="#fff",
        omitsize=True,
        nl=False,
        svgclass="qr-code",
        lineclass=None,
    )
    return buffer.getvalue().decode()
