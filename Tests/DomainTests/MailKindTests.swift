import LatchkeyDomain
import Testing

struct MailKindTests {
  @Test("Every kind of mail has a stored number of its own, and comes back from it")
  func numbers() {
    #expect(Set(MailKind.allCases.map(\.rawValue)).count == MailKind.allCases.count)
    for kind in MailKind.allCases { #expect(MailKind(rawValue: kind.rawValue) == kind) }
  }

  @Test("A number that stands for no kind of mail is none", arguments: 0...UInt8.max)
  func unknown(number: UInt8) {
    #expect(
      (MailKind(rawValue: number) != nil) == MailKind.allCases.contains { $0.rawValue == number })
  }

  @Test(
    "The stored numbers of mails never change",
    arguments: [
      (.selfResetLink, 1), (.staffResetLink, 2), (.invitation, 3), (.emailConfirmation, 4),
      (.notice(.passwordChangedByOwner), 65), (.notice(.emailChanged), 74),
      (.notice(.rolesChanged), 85), (.notice(.recoveryCodeUsed), 92),
    ] as [(MailKind, UInt8)])
  func fixed(kind: MailKind, number: UInt8) {
    #expect(kind.rawValue == number)
  }

  @Test("Links are what is asked for, notices are what was done")
  func links() {
    #expect(MailKind.allCases.filter(\.hasLink).count == 4)
    #expect(MailKind.allCases.count == 4 + AccountNotice.allCases.count)
  }
}
