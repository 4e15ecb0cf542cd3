//! Chance that comes out the same on every machine and in every version.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};

/// A sequence of random numbers.
pub struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// The sequence number `stream` of a seed; no two share their numbers.
    pub fn new(seed: u64, stream: u64) -> Chance {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&stream.to_le_bytes());
        bytes[16..24].copy_from_slice(&(!stream).wrapping_mul(0xD6E8_FEB8_6659_FD93).to_le_bytes());
        bytes[24] = 1;
        let mut sequence = Xoshiro256PlusPlus::from_seed(bytes);
        // Seeds that differ in few bits need some steps to differ in all.
        for _ in 0..16 {
            sequence.next_u64();
        }
        Chance(sequence)
    }

    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number of `0..end`.
    pub fn below(&mut self, end: usize) -> usize {
        // The upper half of the product, so that no division is needed.
        ((u128::from(self.bits()) * end as u128) >> 64) as usize
    }

    /// A number of `low..=high`.
    pub fn within(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// Returns true once in the given number of cases, on average.
    pub fn one_in(&mut self, cases: usize) -> bool {
        self.below(cases) == 0
    }

    /// A number of `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}
