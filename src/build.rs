//! The build script: how the binary is linked. No part of the program.
//!
//! A binary that the system may load anywhere has an address to mend for each table and each method
//! that it refers to by pointer, 71,000 of them here, before it does anything: a millisecond, as long
//! as the rest of a short search, and 300 pages of memory. So on Linux a release is linked for one
//! address, as Go's programs are. The libraries, the heap and the stack still lie elsewhere each time.
//!
//! What unwinds stacks, which every Rust program refers to, becomes a part of the binary too: to find
//! that library, map and bind it at each start takes a tenth of what the smallest program takes.
//!
//! Who wants neither, a program that may lie anywhere or a toolchain without `libgcc_eh.a`, says so:
//! `RUSTFLAGS="-C relocation-model=pic" cargo build --release`.

fn main() {
    println!("cargo::rerun-if-changed=src/build.rs");
    let variable = |name| std::env::var(name).unwrap_or_default();
    let is_release = variable("PROFILE") == "release";
    let is_linux = variable("CARGO_CFG_TARGET_OS") == "linux" && variable("CARGO_CFG_TARGET_ENV") == "gnu";
    let is_asked_for = variable("CARGO_ENCODED_RUSTFLAGS").contains("relocation-model");
    // A static binary is linked by rules of its own.
    let is_static = variable("CARGO_CFG_TARGET_FEATURE").contains("crt-static");
    if is_release && is_linux && !is_asked_for && !is_static {
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
