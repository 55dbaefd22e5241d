import Foundation
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import Testing

@Suite("The host's clock, randomness and dumps")
struct SystemTests {
  @Test("Random bytes come in the asked number and never twice", arguments: [0, 1, 16, 32, 4_096])
  func entropy(count: Int) {
    let first = SystemEntropy().bytes(count)
    #expect(first.count == count)
    if count >= 16 { #expect(first != SystemEntropy().bytes(count)) }
  }

  @Test("The clock is the host's, in milliseconds")
  func clock() {
    let before = Int64(Date().timeIntervalSince1970 * 1_000) - 1
    let now = SystemClock().now().milliseconds
    let after = Int64(Date().timeIntervalSince1970 * 1_000) + 1
    #expect(before <= now && now <= after)
  }

  @Test("Forbidding core dumps sets the limit to zero and the process undumpable")
  func coreDumps() async {
    // In a process of its own, since it cannot be taken back.
    await #expect(processExitsWith: .success) {
      try LatchkeyCrypto.Process.forbidCoreDumps()
      precondition(LatchkeyCrypto.Process.forbidsCoreDumps)
      exit(0)
    }
  }
}
