import LatchkeyBase
import LatchkeyWire

/// What the calls of one method that ended with one status came to.
public struct CallFigures: Hashable, Sendable {
  /// Buckets of ``durations``. The last one has what took longer than the bound before it.
  public static let bucketCount = 28

  /// The bound of a bucket: calls in it took at most so many microseconds. None for the last one.
  ///
  /// - Parameter bucket: From 0.
  /// - Returns: 1, 2, 4, … 2^26: about a minute.
  public static func microsecondsMax(of bucket: Int) -> UInt64? {
    bucket < Self.bucketCount - 1 ? 1 << UInt64(bucket) : nil
  }

  /// The method's number in the service, as ``MethodTraits/figuresSlot`` says; 0 for calls that were
  /// refused before their method was known.
  public var slot: Int
  /// The status code; 0 is a good end.
  public var status: UInt8
  /// How many there were.
  public var count: UInt64 = 0
  /// How long they took together, in nanoseconds.
  public var nanoseconds: UInt64 = 0
  /// How many took how long.
  public var durations = [UInt64](repeating: 0, count: Self.bucketCount)

  /// Figures of no call.
  public init(slot: Int, status: UInt8) {
    self.slot = slot
    self.status = status
  }

  /// Counts one call.
  package mutating func note(nanoseconds: UInt64) {
    self.count &+= 1
    self.nanoseconds &+= nanoseconds
    // The number of bits of the microseconds, rounded up, is the place of the bucket.
    let microseconds = nanoseconds / 1_000 + (nanoseconds % 1_000 == 0 ? 0 : 1)
    let bucket = microseconds <= 1 ? 0 : 64 - (microseconds - 1).leadingZeroBitCount
    self.durations[min(bucket, Self.bucketCount - 1)] &+= 1
  }

  /// Adds what another loop counted of the same.
  mutating func add(_ other: Self) {
    self.count &+= other.count
    self.nanoseconds &+= other.nanoseconds
    for bucket in self.durations.indices { self.durations[bucket] &+= other.durations[bucket] }
  }
}

/// How the calls of one loop ended. Belongs to the loop's thread: it needs neither lock nor atomic.
struct CallLedger {
  /// Status codes, 0 among them.
  private static let statusCount = Int(StatusCode.unauthenticated.rawValue) + 1

  /// By slot and status; made when there is something to count.
  private var rows: [CallFigures?] = []

  mutating func note(slot: Int, status: UInt8, nanoseconds: UInt64) {
    let index = slot * Self.statusCount + Int(status)
    if index >= self.rows.count {
      let missing = (slot + 1) * Self.statusCount - self.rows.count
      self.rows.append(contentsOf: repeatElement(nil, count: missing))
    }
    if self.rows[index] == nil { self.rows[index] = CallFigures(slot: slot, status: status) }
    self.rows[index]?.note(nanoseconds: nanoseconds)
  }

  /// What was counted so far.
  var all: [CallFigures] { self.rows.compactMap { $0 } }
}
