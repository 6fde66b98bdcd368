/* The elementary functions of the precision at hand. */
#ifdef FLOAT32
#include "elementary-float32.h"
#else
#include "elementary-float64.h"
#endif
