/** A larkspur: five petals around an eye. */
const petals = [0, 72, 144, 216, 288]
  .map((angle) => `<ellipse cx="16" cy="8.5" rx="4.6" ry="7" transform="rotate(${angle} 16 16)"/>`)
  .join('');

export const iconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#6a5be2">${petals}</g><circle cx="16" cy="16" r="3.4" fill="#fff4c2"/></svg>
`;
