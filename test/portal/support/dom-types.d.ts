// Names that the types of playwright-core use. The library `dom` would make them, and much else, known in the sources too.
type HTMLElement = object
type SVGElement = object
type Node = object
interface HTMLElementTagNameMap {
  readonly [name: string]: HTMLElement
}
