/* My connections that are open, in the order of their numbers. */
static int flows[4096], open_now;
