// The memory that the program itself takes.
#pragma once

namespace aslc::serve {

/// Gives back the pages of the program's code and constants that were read so far. What is used
/// again is read again, from the system's cache of the file: of the 25 MiB that the start reads, a
/// server that waits needs little. Does not block.
void releaseStartPages();

} // namespace aslc::serve
