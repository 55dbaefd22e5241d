import LatchkeyApplication
import LatchkeyServer
import LatchkeySocket
import Testing

@Suite("What is known of the store, and when to look again")
struct StoreHealthTests {
  private func at(_ milliseconds: UInt64) -> MonotonicInstant {
    MonotonicInstant(nanoseconds: milliseconds * 1_000_000)
  }

  @Test(
    "The worst that is known counts, and each part recovers by itself",
    arguments: [
      ([], nil), ([.failed(.writing)], .writing), ([.failed(.reading)], .reading),
      ([.failed(.writing), .works(.reading)], .writing),
      ([.failed(.writing), .failed(.reading)], .reading),
      ([.failed(.writing), .failed(.reading), .works(.reading)], .writing),
      ([.failed(.writing), .works(.writing)], nil), ([.works(.writing)], nil),
      ([.failed(.damage), .works(.reading), .works(.writing), .works(.damage)], .damage),
    ] as [([StoreReport], StoreTrouble?)])
  func trouble(reports: [StoreReport], trouble: StoreTrouble?) {
    var health = StoreHealth()
    for report in reports {
      let before = health.trouble
      let hasChanged = health.take(report, at: self.at(0))
      #expect(hasChanged == (health.trouble != before))
    }
    #expect(health.trouble == trouble)
    // Trying helps against neither health nor damage.
    #expect((health.probe == nil) == (trouble == nil || trouble == .damage))
    #expect(trouble == nil || trouble == .damage || health.probe?.trouble == trouble)
  }

  @Test("Vain tries come at pauses that double up to eight seconds, and not before they are due")
  func pauses() {
    var health = StoreHealth()
    var now: UInt64 = 10
    _ = health.take(.failed(.writing), at: self.at(now))
    for pause: UInt64 in [500, 1_000, 2_000, 4_000, 8_000, 8_000] {
      // What others meet meanwhile puts nothing off.
      _ = health.take(.failed(.writing), at: self.at(now + pause / 2))
      let early = health.beginProbe(at: self.at(now + pause - 1))
      let due = health.beginProbe(at: self.at(now + pause))
      #expect(early == nil && due == .writing)
      // One at a time.
      _ = health.take(.failed(.writing), at: self.at(now + pause))
      let second = health.beginProbe(at: self.at(now + 1_000_000))
      #expect(health.probe == nil && second == nil)
      now += pause + 3
      let hasChanged = health.endProbe(.failed(.writing), at: self.at(now))
      #expect(!hasChanged)
    }
    let last = health.beginProbe(at: self.at(now + 8_000))
    let hasRecovered = health.endProbe(.works(.writing), at: self.at(now + 8_000))
    #expect(last == .writing && hasRecovered)
    #expect(health.trouble == nil && health.probe == nil)
    // The next failure is looked after as soon as the first was.
    _ = health.take(.failed(.reading), at: self.at(0))
    #expect(health.probe?.trouble == .reading && health.probe?.due == self.at(500))
  }
}
