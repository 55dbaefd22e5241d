import Foundation
import LatchkeyBase
import LatchkeySchema
import Testing

@Suite("Editing a template from the command line")
struct TemplateEditTests {
  private static let text = "Subject: Changed\r\n\r\nHello {name},\r\n\r\nread this.\r\n"

  @Test("A draft comes from standard input, and the version that was seen goes along")
  func input() async throws {
    let desk = try Desk()
    try desk.signIn()
    let ran = try await desk.run(
      ["mail", "template", "edit", "password-reset", "--language", "de", "--file", "-"],
      input: Self.text)
    #expect(ran.code == 0)
    let request = try #require(try desk.service.last(Mail.UpdateTemplate.self))
    #expect(
      request.key == TemplateKey(kind: "password_reset", population: .contact, language: "de"))
    #expect(
      request.text == TemplateText(subject: "Changed", body: "\nHello {name},\n\nread this.\n"))
    let sample = try SchemaShape.sample(Mail.PreviewTemplate.Response.self)
    #expect(request.version == sample.template.version)
  }

  @Test("An editor gets what the template says, and what it leaves is sent")
  func editor() async throws {
    let desk = try Desk()
    try desk.signIn()
    let ran = try await desk.run(
      ["mail", "template", "edit", "invitation", "--for", "agent"],
      environment: ["EDITOR": "sed -i -e s/body/{desk}/ -e s/subject/{desk}/"])
    #expect(ran.code == 0, "\(ran.errors)")
    let request = try #require(try desk.service.last(Mail.UpdateTemplate.self))
    #expect(request.key.population == .agent)
    #expect(request.text == TemplateText(subject: "{desk}", body: "\n{desk}\n"))
  }

  @Test(
    "A text that cannot be read is refused before anything is sent",
    arguments: [
      ("Hello", "does not begin with a subject"), ("", "does not begin with a subject"),
      ("Subject: a\n\n" + String(repeating: "a", count: 100_000), "longer than any template"),
    ])
  func unreadable(text: String, says: String) async throws {
    let desk = try Desk()
    try desk.signIn()
    let ran = try await desk.run(
      ["mail", "template", "edit", "invitation", "--file", "-"], input: text)
    #expect(ran.code == 2)
    #expect(ran.errors.contains(says))
    #expect(try desk.service.last(Mail.UpdateTemplate.self) == nil)
  }

  @Test(
    "Without an editor, and with one that fails, nothing is sent",
    arguments: [(["EDITOR": ""], "No editor is named"), (["EDITOR": "false"], "did not end well")])
  func noEditor(environment: [String: String], says: String) async throws {
    let desk = try Desk()
    try desk.signIn()
    let ran = try await desk.run(
      ["mail", "template", "edit", "invitation"], environment: environment)
    #expect(ran.code == 2)
    #expect(ran.errors.contains(says))
    #expect(try desk.service.last(Mail.UpdateTemplate.self) == nil)
  }
}
