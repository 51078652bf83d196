export declare function sizeText(bytes: number): string
