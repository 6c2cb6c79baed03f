// The memory of the program's own code.
#pragma once

namespace aslc::serve {

/// Releases the pages of the program's code and constants that have been read. Pages that are
/// needed again are read from the system's file cache. Starting reads about 25 MiB; an idle
/// server needs little of it. Does not block.
void releaseStartPages();

} // namespace aslc::serve
