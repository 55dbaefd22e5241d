extension SchemaSource {
  /// Every file that follows from the text of the declarations alone, and that the schema needs to compile.
  public var generatedFiles: [GeneratedFile] {
    self.units.map { self.coding(of: $0) }
      + [
        self.methodFile, self.serviceFile, self.vocabularyFile, self.hotFile, self.dispatchFile,
      ]
  }
}
