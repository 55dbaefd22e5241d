import LatchkeySchema
import LatchkeyWire
import Testing

@Suite("References to accounts")
struct AccountReferenceTests {
  @Test(
    "Exactly one field names an account",
    arguments: [
      ([0xa1, 0x01, 0x03], .id(3)), ([0xa1, 0x02, 0x61, 0x61], .address("a")),
      ([0xa1, 0x03, 0x61, 0x62], .loginName("b")), ([0xa0], nil),
      ([0xa2, 0x01, 0x03, 0x02, 0x61, 0x61], nil), ([0xa2, 0x01, 0x03, 0x03, 0x61, 0x62], nil),
      ([0xa2, 0x02, 0x61, 0x61, 0x03, 0x61, 0x62], nil),
      ([0xa3, 0x01, 0x03, 0x02, 0x61, 0x61, 0x03, 0x61, 0x62], nil),
      ([0xa2, 0x01, 0x03, 0x05, 0xf5], .id(3)), ([0xa1, 0x05, 0xf5], nil),
      ([0xa1, 0x04, 0x61, 0x35], .phone("5")), ([0xa2, 0x01, 0x03, 0x04, 0x61, 0x35], nil),
      ([0xa2, 0x01, 0x03, 0x20, 0xf5], nil), ([0xa1, 0x01, 0x61, 0x61], nil),
    ] as [([UInt8], AccountReference?)])
  func exactlyOne(bytes: [UInt8], reference: AccountReference?) {
    #expect((try? CBORDecoder().decode(AccountReference.self, from: bytes)) == reference)
  }

  @Test(
    "A reference comes back as it went",
    arguments: [.id(.max), .id(1), .address("bo@example.org"), .loginName("bo"), .phone("+43 1")]
      as [AccountReference])
  func roundTrip(reference: AccountReference) throws {
    let bytes = try CBOREncoder().encode(reference)
    #expect(try CBORDecoder().decode(AccountReference.self, from: bytes) == reference)
  }
}
