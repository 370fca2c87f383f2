/** Of the matter, and answered by no entry: what is asked of a model, where there is one. */
export const HARD_QUESTION =
  'tengo una duda con el medidor de la casa que compartimos con mi cuñada'
