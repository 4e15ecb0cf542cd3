//! The least that a process costs.

fn main() {
    println!("hello");
}
