"""How much of a file we are willing to look at (domain.md 6.1, reliability.md 4 "Uploads")."""

MB = 1024 * 1024

FILE_BYTES = 50 * MB
ROWS = 200_000  # data rows; titles and the header do not count
COLUMNS = 512
CELL_CHARACTERS = 32_767  # Excel's own limit
LINE_CHARACTERS = 1 * MB  # one physical line of a text file

HEADER_SEARCH_ROWS = 50
HEADER_KNOWN_NAMES = 3
EMPTY_ROWS_AT_END = 5
SAMPLE_ROWS = 5

ZIP_ENTRIES = 1_000
ZIP_UNPACKED_BYTES = 100 * MB
ZIP_RATIO = 100
ZIP_RATIO_FLOOR = 1 * MB  # small parts may compress as well as they like

CHILD_MEMORY_BYTES = 512 * MB
CHILD_CPU_SECONDS = 60
CHILD_SILENCE_SECONDS = 90  # nothing heard for so long: it hangs
CHILD_LOG_BYTES = 1 * MB

CHUNK_ROWS = 1_000
CHUNK_CHARACTERS = 2 * MB
FRAME_BYTES = 64 * MB  # the parent takes no larger piece

QUARANTINED_SHARE = 0.05  # above it the import stops and asks
LENGTH_BYTES = 4  # before every frame: how long it is
