"""Small files for citizens who send something without having anything."""

import base64

# One grey pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
# A header and one silent frame: enough for a format check, too little to listen to.
AMR = b"#!AMR\n" + bytes([0x3C]) + bytes(31)
MP4 = bytes.fromhex("00000018667479706d703432000000006d70343269736f6d")
