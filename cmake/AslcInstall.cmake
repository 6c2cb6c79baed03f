# What `cmake --install` puts where; filled by the tools and the runtime.
