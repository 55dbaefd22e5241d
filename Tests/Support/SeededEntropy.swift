public import LatchkeyApplication
import LatchkeyTestBasics
import Synchronization

/// Bytes that are the same for the same seed. For tests only: everybody can guess them.
public final class SeededEntropy: Entropy {
  private let numbers: Mutex<SeededNumbers>

  /// Bytes from a seed.
  public init(seed: UInt64) {
    self.numbers = Mutex(SeededNumbers(seed: seed))
  }

  /// That many bytes.
  public func bytes(_ count: Int) -> [UInt8] {
    self.numbers.withLock { numbers in
      (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &numbers) }
    }
  }
}
