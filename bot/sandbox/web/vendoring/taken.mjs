// What the page's modules import from others, in one file.
import { h } from "preact";
import htm from "htm";

export { Fragment, createContext, render } from "preact";
export { useContext, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
export { lexer as markdownTokens } from "marked";
export const html = htm.bind(h);
