import LatchkeyDomain
import Testing

/// Telephone numbers as identifiers.
struct PhoneNumberTests {
  @Test(
    "D4 a telephone number is compared by its digits and its plus sign",
    arguments: [
      ("+43 1 234-56", "+43123456"), ("12345", "12345"), ("  0 1-2 3 4 5 ", "012345"),
      ("12345678901234567890", "12345678901234567890"),
    ])
  func canonical(text: String, canonical: String) throws {
    let number = try PhoneNumber(text)
    #expect(number.text == text)
    #expect(number.canonical == canonical)
    #expect(PhoneNumber(stored: text) == number)
  }

  @Test(
    "D4 what is no telephone number is refused by the name of its field",
    arguments: [
      "", "+", "1234", "123456789012345678901", "12345x", "1+2345", "++12345", "(01) 2345",
      "\u{0661}\u{0662}\u{0663}\u{0664}\u{0665}", "12345\n",
      "1 2 3 4 5" + String(repeating: " ", count: 40),
    ])
  func refused(text: String) {
    let error = #expect(throws: FieldError.self) { try PhoneNumber(text, field: "telephone") }
    #expect(error?.field == "telephone")
  }

  @Test(
    "D4 each identifier of a sign-in is read as what it looks like",
    arguments: [
      ("+43 1 2345", "+4312345"), ("01-2345", "012345"), ("Pat.Poe", "pat.poe"),
      ("Pat@Example.org", "pat@example.org"),
    ])
  func identifiers(text: String, canonical: String) throws {
    #expect(SignInIdentifier(text)?.canonical == canonical)
  }

  @Test(
    "D4 what is no identifier at all identifies nobody", arguments: ["", "1234", "a", "@", "a b"])
  func none(text: String) {
    #expect(SignInIdentifier(text) == nil)
  }
}
