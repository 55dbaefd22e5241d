import LatchkeyDomain
import Testing

/// Telephone numbers as identifiers.
struct PhoneNumberTests {
  @Test(
    "D4 a telephone number is compared by its digits and its plus sign",
    arguments: [
      ("+43 1 234-56", "+43123456"), ("12345", "12345"), ("  0 1-2 3 4 5 ", "012345"),
      ("12345678901234567890", "12345678901234567890"), ("(555) 123-4567", "5551234567"),
      ("555.123.4567", "5551234567"), ("030/1234567", "0301234567"),
      ("+49 (0)30 1234567", "+49301234567"), ("+49(0)301234567", "+49301234567"),
      ("(+49) 30 1234567", "+49301234567"), ("0049 (0)30 1234567", "0049301234567"),
      ("(0)30 1234567", "0301234567"), ("(030) 1234567", "0301234567"),
      ("\u{A0}+43\u{202F}1\u{A0}2345\u{200B}", "+4312345"), ("12345\n", "12345"),
      ("\u{FF0B}\u{FF14}\u{FF13}\u{FF11}\u{FF12}\u{FF13}", "+43123"),
      ("\u{0661}\u{0662}\u{0663}\u{0664}\u{0665}", "12345"), ("tel:+43-1-2345", "+4312345"),
      ("TEL:0123 45", "012345"), ("'+4312345", "+4312345"), ("\u{2019}012345", "012345"),
      ("555\u{2011}123\u{2013}4567", "5551234567"), ("(01) 2345", "012345"),
      ("1 2 3 4 5" + String(repeating: " ", count: 40), "12345"),
    ])
  func canonical(text: String, canonical: String) throws {
    let number = try PhoneNumber(text)
    #expect(text.contains(number.text))
    #expect(number.canonical == canonical)
    #expect(PhoneNumber(stored: number.text) == number)
  }

  @Test(
    "D4 what is no telephone number is refused by the name of its field",
    arguments: [
      "", "+", "1234", "123456789012345678901", "12345x", "1+2345", "++12345", "4.67E+10",
      "555-1234 ext. 5", "555-1234 x5", "5551234,,5", "5551234;ext=5", "((01) 2345", "(01 2345",
      "01) 2345", "tel:", "telephone 12345", "(+43) ) 12345", "12345#1", "\u{0}12345",
      "1 2 3 4" + String(repeating: " ", count: 80) + "5",
    ])
  func refused(text: String) {
    let error = #expect(throws: FieldError.self) { try PhoneNumber(text, field: "telephone") }
    #expect(error?.field == "telephone")
  }

  @Test(
    "D4 each identifier of a sign-in is read as what it looks like",
    arguments: [
      ("+43 1 2345", "+4312345"), ("01-2345", "012345"), ("Pat.Poe", "pat.poe"),
      ("Pat@Example.org", "pat@example.org"), ("pat@example.org ", "pat@example.org"),
      (" pat@example.org", "pat@example.org"), ("\tpat.poe\u{A0}", "pat.poe"),
      ("\u{FEFF}pat@example.org\u{200B}\r\n", "pat@example.org"), ("(01) 2345 ", "012345"),
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
