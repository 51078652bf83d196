export declare function timeLeft(milliseconds: number): string
