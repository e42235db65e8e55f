/** Check digits of the numbers a city meets. Every function takes digits only; fold width first. */

function digitsFromRight(digits: string): number[] {
  if (!/^\d+$/.test(digits)) throw new RangeError(`Not digits: ${digits}`);
  return Array.from(digits, Number).reverse();
}

function weighted(digits: string, weight: (indexFromRight: number) => number): number {
  return digitsFromRight(digits).reduce((sum, digit, index) => sum + digit * weight(index), 0);
}

/** 個人番号: the check digit of the first 11 digits (番号法施行規則 第5条). 98765432109 → 3. */
export function myNumberCheckDigit(body: string): number {
  const remainder = weighted(body, (index) => (index < 6 ? index + 2 : index - 4)) % 11;
  return remainder <= 1 ? 0 : 11 - remainder;
}

export function isMyNumber(digits: string): boolean {
  return /^\d{12}$/.test(digits) && myNumberCheckDigit(digits.slice(0, 11)) === Number(digits.slice(11));
}

/** 法人番号: the leading check digit of the 12 digits that follow it (法人番号の指定等に関する省令 第2条). */
export function corporateNumberCheckDigit(body: string): number {
  return 9 - (weighted(body, (index) => (index % 2 === 0 ? 1 : 2)) % 9);
}

export function isCorporateNumber(digits: string): boolean {
  return /^\d{13}$/.test(digits) && corporateNumberCheckDigit(digits.slice(1)) === Number(digits.slice(0, 1));
}

/** 全国地方公共団体コード: the sixth digit of the first five. 07210 → 9 (二本松市 072109). */
export function localGovernmentCheckDigit(body: string): number {
  return (11 - (weighted(body, (index) => index + 2) % 11)) % 10;
}

export function isLocalGovernmentCode(digits: string): boolean {
  return /^\d{6}$/.test(digits) && localGovernmentCheckDigit(digits.slice(0, 5)) === Number(digits.slice(5));
}

/** Modulus 10 with weights 3, 1, 3 … from the right: GS1, convenience-store slips and our own reference numbers. */
export function mod10Weight3(body: string): number {
  return (10 - (weighted(body, (index) => (index % 2 === 0 ? 3 : 1)) % 10)) % 10;
}

export function withMod10Weight3(body: string): string {
  return `${body}${mod10Weight3(body)}`;
}

export function hasMod10Weight3(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && mod10Weight3(digits.slice(0, -1)) === Number(digits.slice(-1));
}
