import LatchkeySchema

extension PopulationName {
  /// `a contact`, `an agent`.
  var withArticle: String { self == .agent ? "an agent" : "a contact" }
}
